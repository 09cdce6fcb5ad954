#!/bin/sh
# Writes the databases of this folder with sqlite3 and, for the log, Python's sqlite3: ./make.sh
set -e
rm -f *.sqlite *.sqlite-wal
sqlite3 types.sqlite <<'SQL'
PRAGMA page_size = 512;
CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT, mail VARCHAR(50), born DATE, seen DATETIME, pay REAL, card REAL, raw BLOB, full TEXT AS (name || mail));
INSERT INTO people VALUES (5, 'Ada', 'ada@example.com', '1980-01-02', '2020-01-02 03:04:05', 12.5, 4539148803436467.0, x'68656c6c6f'),
	(9000000, 'Bob', NULL, 'unknown', 1577934245, 1e300, -7, x'00ff'), (9000001, 'Zoë', '', NULL, NULL, NULL, NULL, NULL);
CREATE TABLE "odd ""name"""(k TEXT PRIMARY KEY, "v v" TEXT) WITHOUT ROWID;
INSERT INTO "odd ""name""" VALUES ('a', 'b'), ('c', 'd');
CREATE VIEW everybody AS SELECT * FROM people;
CREATE TABLE own_rowid(rowid TEXT, oid TEXT, _rowid_ TEXT);
INSERT INTO own_rowid VALUES ('x', 'y', 'z');
CREATE TABLE counted(id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT DEFAULT 'none');
INSERT INTO counted(v) VALUES ('one'), ('two');
CREATE TABLE empty(a, b);
CREATE VIRTUAL TABLE letters USING fts5(subject, body);
INSERT INTO letters VALUES ('hello', 'to bob@example.com');
CREATE VIRTUAL TABLE notes USING fts4(title, body);
INSERT INTO notes VALUES ('first', 'of many');
SQL
sqlite3 utf16.sqlite "PRAGMA encoding = 'UTF-16le'; PRAGMA page_size = 512; CREATE TABLE t(a TEXT); INSERT INTO t VALUES ('Jürgen 🚀');"
sqlite3 pages.sqlite <<'SQL'
PRAGMA page_size = 512;
CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO t SELECT i * 10, 'value ' || i || ' of this table' FROM n;
CREATE TABLE later(v TEXT);
INSERT INTO later VALUES ('behind');
SQL
python3 - <<'PY'
import os, shutil, sqlite3
c = sqlite3.connect("wal.sqlite")
c.execute("PRAGMA page_size = 512")
c.execute("PRAGMA journal_mode = wal")
c.execute("CREATE TABLE t(a TEXT)")
c.execute("INSERT INTO t VALUES ('in the database')")
c.commit()
c.execute("PRAGMA wal_checkpoint(truncate)")
for i in range(30):
    c.execute("INSERT INTO t VALUES (?)", (f"in the log: {i}",))
c.commit()
for end in "", "-wal":
    shutil.copy("wal.sqlite" + end, "copy" + end)
c.close()
for end in "", "-wal":
    os.replace("copy" + end, "wal.sqlite" + end)
PY
