"""Writes the ORC files of this folder with PyArrow: make.py FOLDER"""
import datetime, decimal, os, random, sys
import pyarrow as pa, pyarrow.orc as orc

WORDS = ["alpha", "beta", "Größe", "流れる", "", "x" * 40]


def table(n):
    """A column of each type; numbers in all the ways that the run-length encoding has."""
    r = random.Random(1)

    def some(v):
        return None if r.random() < 0.1 else v

    def when(i):
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=r.randint(-10**9, 2 * 10**9), microseconds=r.choice([0, 500000, 123456, 1]))

    place = pa.struct([("street", pa.string()), ("zip", pa.int32()), ("geo", pa.struct([("lat", pa.float64())]))])
    columns = {
        "flag": (pa.bool_(), lambda i: some(r.random() < 0.5)),
        "i8": (pa.int8(), lambda i: some(r.randint(-128, 127))),
        "i16": (pa.int16(), lambda i: r.randint(-32768, 32767)),
        "i32": (pa.int32(), lambda i: some(r.choice([i, -i, 7, r.randint(-2**31, 2**31 - 1)]))),
        "up": (pa.int64(), lambda i: 1000 + 3 * i),
        "down": (pa.int64(), lambda i: 10**12 - i * i),
        "same": (pa.int64(), lambda i: 42),
        "outliers": (pa.int64(), lambda i: r.randint(-50, 100) if i % 37 else r.randint(10**9, 10**12)),
        "i64": (pa.int64(), lambda i: r.randint(-2**63, 2**63 - 1)),
        "f32": (pa.float32(), lambda i: some(r.random() * 1000)),
        "f64": (pa.float64(), lambda i: some(r.choice([r.random(), 4539148803436467.0, -1.5, 1e300]))),
        "word": (pa.string(), lambda i: some(r.choice(WORDS))),
        "mail": (pa.string(), lambda i: f"person{r.randint(0, 10**9)}@example.com"),
        "bytes": (pa.binary(), lambda i: some(r.choice([b"text bytes", b"\x00\x01\xff", b""]))),
        "time": (pa.timestamp("ns"), lambda i: some(when(i))),
        "moment": (pa.timestamp("us", "UTC"), lambda i: datetime.datetime(1990, 7, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(hours=i)),
        "date": (pa.date32(), lambda i: some(datetime.date(1900, 1, 1) + datetime.timedelta(days=r.randint(0, 60000)))),
        "price": (pa.decimal128(12, 2), lambda i: some(decimal.Decimal(r.randint(-10**4, 10**9)).scaleb(-2))),
        "large": (pa.decimal128(38, 10), lambda i: decimal.Decimal(r.choice([r.randint(-10**37, 10**37), r.randint(-9, 9)])).scaleb(-10)),
        "list": (pa.list_(pa.string()), lambda i: some([some(r.choice(WORDS)) for _ in range(r.randint(0, 3))])),
        "place": (place, lambda i: some({"street": some(f"{i} Main St"), "zip": r.randint(1, 99999), "geo": some({"lat": float(i)})})),
        "map": (pa.map_(pa.string(), pa.int32()), lambda i: some([(f"k{k}", some(r.randint(0, 9))) for k in range(r.randint(0, 3))])),
        "places": (pa.list_(place), lambda i: some([{"street": f"s{k}", "zip": k, "geo": None} for k in range(r.randint(0, 2))])),
        "nothing": (pa.string(), lambda i: None),
    }
    return pa.table({name: pa.array([make(i) for i in range(n)], kind) for name, (kind, make) in columns.items()})


folder = sys.argv[1]
small = table(60)
for codec in ["uncompressed", "zlib", "snappy", "lz4", "zstd"]:
    orc.write_table(small, os.path.join(folder, codec + ".orc"), compression=codec)
orc.write_table(small, os.path.join(folder, "dictionary.orc"), compression="zlib", dictionary_key_size_threshold=1)
orc.write_table(small, os.path.join(folder, "version-0.11.orc"), compression="zlib", file_version="0.11", dictionary_key_size_threshold=1)
rows = table(90).select(["up", "word", "list"])
with orc.ORCWriter(os.path.join(folder, "stripes.orc"), compression="uncompressed", stripe_size=1, batch_size=30) as writer:
    for at in range(0, len(rows), 30):
        writer.write(rows.slice(at, 30))
