#!/bin/sh
# Makes the archives of this folder, given its path: see README.md for the tools.
set -e
O=$(cd "$1" && pwd)
W=$(mktemp -d)
cd "$W"
mkdir sub classes
cat > people.csv <<'END'
name,mail,phone,card
Ada Example,ada@example.com,+1 202-555-0143,4111 1111 1111 1111
Bob Sample,bob@example.org,+1 202-555-0187,5555 5555 5555 4444
END
printf 'Dear Ada Example,\nyour code is sent to ada@example.com.\n' > sub/letter.txt
: > empty.txt
seq 1000000 7 1017500 > numbers.txt
touch -d '2024-03-01 12:00:00 UTC' people.csv sub/letter.txt empty.txt sub
FILES="people.csv sub/letter.txt empty.txt"

bzip2 -c people.csv > "$O/people.csv.bz2"
xz -9e -c people.csv > "$O/people.csv.xz"
xz --check=crc32 -c people.csv > "$O/crc32.csv.xz"
xz --check=sha256 --block-size=64 -c people.csv > "$O/blocks.csv.xz"
xz --check=none -c people.csv > "$O/none.csv.xz"
xz --x86 --lzma2 -c people.csv > "$O/filter.csv.xz"
xz --lzma2=dict=256MiB -c people.csv > "$O/window.csv.xz"
xz --format=lzma -c people.csv > "$O/people.csv.lzma"
zstd -q -c people.csv > "$O/people.csv.zst"
zstd -q --ultra -22 --long=31 -c < people.csv > "$O/window.csv.zst"
(printf '\120\052\115\030\004\000\000\000skip'; cat "$O/people.csv.zst") > "$O/skippable.csv.zst"
lz4 -q -c people.csv > "$O/people.csv.lz4"
lz4 -q -l -c people.csv > "$O/legacy.csv.lz4"
lz4 -q -BD -B4 -c people.csv > "$O/linked.csv.lz4"
brotli -c people.csv > "$O/people.csv.br"
compress -c people.csv > "$O/people.csv.Z"
compress -b 12 -c people.csv > "$O/bits12.csv.Z"
compress -b 10 -c numbers.txt > "$O/bits10.txt.Z" # its table fills and is emptied
compress -c numbers.txt > "$O/numbers.txt.Z"
for e in bz2 zst lz4; do cat "$O/people.csv.$e" "$O/people.csv.$e" > "$O/twice.csv.$e"; done
cat "$O/people.csv.xz" "$O/none.csv.xz" > "$O/twice.csv.xz"

7z a -bd -y "$O/lzma2.7z" $FILES
7z a -bd -y -m0=PPMd "$O/ppmd.7z" $FILES
7z a -bd -y -m0=BZip2 -ms=off "$O/bzip2.7z" $FILES
7z a -bd -y -m0=BCJ -m1=LZMA "$O/bcj.7z" $FILES
7z a -bd -y -m0=deflate "$O/deflate.7z" $FILES
7z a -bd -y -mx=0 "$O/stored.7z" $FILES
7z a -bd -y -psecret "$O/encrypted.7z" $FILES
7z a -bd -y -psecret -mhe=on "$O/hidden.7z" $FILES
for m in Deflate64 BZip2 LZMA PPMd xz; do 7z a -bd -y -tzip -mm=$m "$O/$(echo $m | tr A-Z a-z).zip" $FILES; done
7z a -bd -y -tzip -psecret -mem=ZipCrypto "$O/zipcrypto.zip" $FILES
7z a -bd -y -tzip -psecret -mem=AES256 "$O/aes.zip" $FILES
(cp people.csv classes && cd classes && zip -q -X "$O/app.jar" people.csv)

tar cf all.tar --owner=0 --group=0 $FILES
xz -c all.tar > "$O/all.txz"
bzip2 -c all.tar > "$O/all.tbz2"
zstd -q -c all.tar > "$O/all.tar.zst"
lz4 -q -c all.tar > "$O/all.tar.lz4"
for f in newc odc bin crc; do printf '%s\n' people.csv sub sub/letter.txt empty.txt | cpio -o -H $f --quiet > "$O/$f.cpio"; done
ar rcD "$O/lib.a" $FILES
cp people.csv a-file-with-a-long-name-for-ar.csv
ar rcD "$O/long.a" a-file-with-a-long-name-for-ar.csv

mkdir -p deb/DEBIAN deb/usr/share/sample
cp people.csv deb/usr/share/sample
printf 'Package: sample\nVersion: 1.0\nArchitecture: all\nMaintainer: Ada Example <ada@example.com>\nDescription: people\n' > deb/DEBIAN/control
dpkg-deb --root-owner-group -Zxz -b deb "$O/sample.deb"
cat > sample.spec <<END
Name: sample
Version: 1.0
Release: 1
Summary: people
License: none
BuildArch: noarch
Packager: Ada Example <ada@example.com>
%description
Asked by Bob Sample.
%install
mkdir -p %{buildroot}/usr/share/sample
cp $W/people.csv %{buildroot}/usr/share/sample
%files
/usr/share/sample/people.csv
END
rpmbuild -bb --quiet --define "_topdir $W/rpm" --define "_buildhost build" sample.spec
cp rpm/RPMS/noarch/*.rpm "$O/sample.rpm"
rm -r "$W"
