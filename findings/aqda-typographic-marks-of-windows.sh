#!/usr/bin/env bash
# AQDA 0.5.0 (a local web application for coding interviews) takes a text that is no UTF-8 for Latin-1. A transcript that
# Word saved as plain text on Windows (Windows-1252) comes in without a word of warning, and each typographic quotation
# mark, dash, ellipsis and euro sign in it is a control character then, for which fonts have no shape, so that all look
# alike: who is quoted within a turn, and where somebody broke off, is gone. Accented letters are right. What is coded has
# the control characters too, and so has the text that its REFI-QDA export hands to other programs. Expected before
# looking: the marks as they are (browsers read Latin-1 as Windows-1252 for their sake), or a refusal.
set -euo pipefail
work=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet aqda==0.5.0
port=$(env/bin/python -c "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])")
AQDA_DATA_DIR="$work/data" env/bin/aqda --port "$port" --no-browser >/dev/null & server=$!
cat > look.py <<'P'
import io, sys, time, unicodedata, zipfile
import httpx

said = "r1: Wij zeiden “dat kan niet” – en toen… niets, één keer voor € 5.\n"
client = httpx.Client(base_url=f"http://127.0.0.1:{sys.argv[1]}", timeout=30)
for _ in range(150):
    try:
        client.get("/api/projects")
        break
    except httpx.TransportError:
        time.sleep(0.2)
project = client.post("/api/projects", json={"name": "Talks"}).json()["id"]

def upload(name, data):
    sent = client.post("/api/documents", data={"project_id": project}, files={"file": (name, data, "text/plain")})
    assert sent.status_code == 201, sent.text
    return client.get(f"/api/documents/{sent.json()['id']}").json()["content"]

def hidden(text):
    return [f"U+{ord(char):04X}" for char in text if unicodedata.category(char) == "Cc" and char != "\n"]

utf8, windows = upload("utf8.txt", said.encode()), upload("windows.txt", said.encode("cp1252"))
print("utf-8:       ", ascii(utf8), hidden(utf8))
print("windows-1252:", ascii(windows), hidden(windows))
assert utf8 == said
assert windows == said.encode("cp1252").decode("latin-1")
assert hidden(windows) == ["U+0093", "U+0094", "U+0096", "U+0085", "U+0080"]
assert "één keer" in windows
exported = zipfile.ZipFile(io.BytesIO(client.get(f"/api/export/{project}/qdpx").content))
texts = {exported.read(name).decode() for name in exported.namelist() if name.endswith(".txt")}
print("REFI-QDA:    ", sorted(len(hidden(text)) for text in texts), "control characters in the two texts")
assert texts == {utf8, windows}
P
env/bin/python look.py "$port"
echo "as found: five marks of a Windows transcript are control characters, in AQDA and in what it exports"
