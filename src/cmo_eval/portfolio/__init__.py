"""Many evaluations as columns: what an audience may see of each, in Parquet, and questions over all of them."""
