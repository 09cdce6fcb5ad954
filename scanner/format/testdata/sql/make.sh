#!/bin/sh
# Writes the dumps of this folder, as root, with servers of its own: ./make.sh
set -e
here=$(pwd)
work=$(mktemp -d)
chmod 755 "$work"
cd "$work"
mkdir pg my
chown postgres pg
chown mysql my

sqlite3 shop.db < "$here/schema.sql"
sqlite3 shop.db .dump > "$here/sqlite.sql"

bin=$(ls -d /usr/lib/postgresql/*/bin)
as() { su postgres -s /bin/sh -c "$*"; }
as "$bin/initdb -D $work/pg/data" > /dev/null
as "$bin/pg_ctl -D $work/pg/data -o '-c listen_addresses= -k $work/pg' -w start" > /dev/null
as "$bin/createdb -h $work/pg shop"
as "$bin/psql -q -h $work/pg shop" < "$here/schema.sql"
as "$bin/pg_dump -h $work/pg --no-owner shop" > "$here/postgres-copy.sql"
as "$bin/pg_dump -h $work/pg --no-owner --column-inserts shop" > "$here/postgres-inserts.sql"
as "$bin/pg_ctl -D $work/pg/data stop" > /dev/null

sed 's/\\s/\\\\s/' "$here/schema.sql" > escaped.sql
mariadb-install-db --user=mysql --datadir="$work/my/data" > /dev/null 2>&1
mariadbd --user=mysql --datadir="$work/my/data" --socket="$work/my/s" --skip-networking > my.log 2>&1 &
while [ ! -S my/s ]; do sleep 1; done
mariadb -S my/s -e 'CREATE DATABASE shop CHARACTER SET utf8mb4'
mariadb --default-character-set=utf8mb4 -S my/s shop < escaped.sql
mysqldump -S my/s shop > "$here/mariadb.sql"
mysqldump -S my/s --complete-insert --skip-extended-insert --compatible=ansi shop > "$here/mariadb-ansi.sql"
mariadb-admin -S my/s shutdown
wait
rm -rf "$work"
