#!/usr/bin/env bash
# DuckDB 2.0.1 and Spark 4.3.0 (needs Java 17), on a table of codings: what each says to the same query, and what is left
# of a type in Parquet. What we guessed before running: two engines with standard SQL give the same statistics, a sum of
# whole numbers stays one in Parquet, and a duration that one writes is a duration for the other.
#
# Seen: of 1, 2, 4 and 9, kurtosis is +1.5 for DuckDB and -1 for Spark and skewness 1.33 and 0.77: one of a sample, one
# of a population, under one name. `any_value` passes over missing values in DuckDB and not in Spark, so that a group has
# a code here and none there. `trim` takes a blank that does not break a line, as Word writes before a colon, in DuckDB
# only. A sum of whole numbers (HUGEINT) is written to Parquet as a float without a word, also for DuckDB itself: 2^53 + 1
# comes back as 2^53. A place in a recording of type TIME cannot be read by Spark; a duration of Spark's comes to DuckDB
# as a bare number of microseconds.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet duckdb==2.0.1 pyspark==4.3.0
cat > look.py <<'P'
import duckdb
from pyspark.sql import SparkSession

duck = duckdb.connect()
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
numbers = "from (values (1), (2), (4), (9)) as given(x)"
coded = "from (values ('IN1', null), ('IN1', 'trust')) as given(source, code)"
queries = {
    f"select round(kurtosis(x), 2), round(skewness(x), 2) {numbers}": ((1.5, 1.33), (-1.0, 0.77)),
    f"select source, any_value(code) {coded} group by source": (("IN1", "trust"), ("IN1", None)),
    "select length(trim('Nurse\u00a0'))": ((5,), (6,)),
}
for query, expected in queries.items():
    by_duckdb = duck.execute(query).fetchone()
    by_spark = tuple(spark.sql(query).first())
    print(f"{query}\n    DuckDB {by_duckdb}, Spark {by_spark}")
    assert (by_duckdb, by_spark) == expected

duck.execute("copy (select sum(x) as total from (values (9007199254740992), (1)) as given(x)) to 'sums.parquet'")
written = duck.execute("select total, typeof(total) from 'sums.parquet'").fetchone()
print("DuckDB's sum of whole numbers, read again:", written, "by Spark:", spark.read.parquet("sums.parquet").first()[0])
assert written == (2.0**53, "DOUBLE"), written
assert spark.read.parquet("sums.parquet").first()[0] == 2.0**53

duck.execute("copy (select time '00:12:03.5' as place) to 'places.parquet'")
try:
    spark.read.parquet("places.parquet").collect()
    raise SystemExit("Spark read a time")
except Exception as error:
    print("DuckDB's time in Spark:", str(error).split("\n")[0])
    assert "TIME is not supported" in str(error)

spark.sql("select interval '0 00:12:03.5' day to second as lasting").write.parquet("lasting")
lasting = duck.execute("select lasting, typeof(lasting) from 'lasting/*.parquet'").fetchone()
print("Spark's duration in DuckDB:", lasting)
assert lasting == (723_500_000, "BIGINT"), lasting
P
env/bin/python look.py 2>log || { cat log; exit 1; }
echo "as found: one table, two readings"
