#!/usr/bin/env bash
# The real window, the real engine and the built-in model, unattended: two questions, one after the other, and the
# answers that the model is known to give.
# usage: window.sh LANTERNFISH ANSWERS.json [arguments of lanternfish]
set -euo pipefail
app=$1 answers=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

expected() {
  python3 -c '
import json, sys
print(next(a["answer"] for a in json.load(open(sys.argv[1])) if a["question"] == sys.argv[2] and not a["think"]))' \
    "$answers" "$1"
}

arguments=("$@")
ask() { # $1: question, $2: picture
  "$app" "${arguments[@]}" --data "$folder/data" --size 1280x800 --theme light --screenshot "$2" --ask "$1"
}

stored() { # $1: question
  python3 -c '
import sqlite3, sys
database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
rows = database.execute("""select answer.text, answer.status from message question join message answer
  on answer.parent = question.id where question.text = ? and question.role = ? and answer.role = ?""",
  (sys.argv[2], "user", "assistant")).fetchall()
assert len(rows) == 1, rows
assert rows[0][1] == "complete", rows
print(rows[0][0])' "$folder/data/lanternfish.sqlite" "$1"
}

for question in "What is Lanternfish?" "How do I get a better model?"; do
  ask "$question" "$folder/picture.png"
  [ "$(head -c 8 "$folder/picture.png" | od -An -c | tr -d ' ')" = '211PNG\r\n032\n' ] || { echo "the picture is no PNG"; exit 1; }
  if [ "$(stored "$question")" != "$(expected "$question")" ]; then
    echo "'$question': expected '$(expected "$question")', found '$(stored "$question")'"
    exit 1
  fi
done
