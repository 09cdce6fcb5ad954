# Makes the Avro files of this folder; see README.md.
import datetime as dt, decimal, uuid
import fastavro

person = {"type": "record", "name": "Person", "namespace": "org.example", "fields": [
    {"name": "name", "type": "string"},
    {"name": "email", "type": ["null", "string"], "default": None},
    {"name": "national_id", "type": "long"},
]}
people = [{"name": "Person %d" % i, "email": None if i % 3 else "p%d@example.com" % i, "national_id": i * 7919} for i in range(40)]

def write(name, schema, records, **how):
    how.setdefault("sync_marker", bytes(range(16)))
    how.setdefault("sync_interval", 300)
    with open(name, "wb") as f:
        fastavro.writer(f, schema, records, **how)

for codec in ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"]:
    try:
        write(codec + ".avro", person, people, codec=codec)
    except ValueError as e:
        print(codec, e)

types = {"type": "record", "name": "Types", "fields": [
    {"name": "null", "type": "null"}, {"name": "boolean", "type": "boolean"},
    {"name": "int", "type": "int"}, {"name": "long", "type": "long"}, {"name": "float", "type": "float"}, {"name": "double", "type": "double"},
    {"name": "bytes", "type": "bytes"}, {"name": "string", "type": "string"},
    {"name": "fixed", "type": {"type": "fixed", "name": "Six", "size": 6}},
    {"name": "enum", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "BLUE"]}},
    {"name": "date", "type": {"type": "int", "logicalType": "date"}},
    {"name": "time_ms", "type": {"type": "int", "logicalType": "time-millis"}}, {"name": "time_us", "type": {"type": "long", "logicalType": "time-micros"}},
    {"name": "stamp_ms", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "stamp_us", "type": {"type": "long", "logicalType": "timestamp-micros"}},
    {"name": "local_us", "type": {"type": "long", "logicalType": "local-timestamp-micros"}},
    {"name": "decimal", "type": {"type": "bytes", "logicalType": "decimal", "precision": 30, "scale": 2}},
    {"name": "decimal_fixed", "type": {"type": "fixed", "name": "Ten", "size": 10, "logicalType": "decimal", "precision": 20, "scale": 0}},
    {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}},
    {"name": "again", "type": "Six"},
]}
at = dt.datetime(1990, 3, 4, 5, 6, 7, 890000)
write("types.avro", types, [
    {"null": None, "boolean": True, "int": -2147483648, "long": 9223372036854775807, "float": 1.5, "double": 52.5200066, "bytes": b"plain text",
     "string": "Zoë Müller", "fixed": b"AB12\x00\x00", "enum": "BLUE", "date": dt.date(1990, 3, 4), "time_ms": dt.time(5, 6, 7), "time_us": dt.time(5, 6, 7, 890),
     "stamp_ms": at.replace(tzinfo=dt.timezone.utc), "stamp_us": dt.datetime(1985, 12, 31, tzinfo=dt.timezone.utc), "local_us": at,
     "decimal": decimal.Decimal("-1234567.89"), "decimal_fixed": decimal.Decimal("4539148803436467"), "uuid": uuid.UUID(int=0x123456789abcdef0123456789abcdef), "again": b"\xff" * 6},
    {"null": None, "boolean": False, "int": 0, "long": -1, "float": 0.1, "double": float("nan"), "bytes": b"\x00\xfe", "string": "", "fixed": b"abcdef",
     "enum": "RED", "date": dt.date(1, 1, 1), "time_ms": dt.time(0, 0), "time_us": dt.time(23, 59, 59, 999999), "stamp_ms": dt.datetime(1969, 12, 31, 23, 59, 59, tzinfo=dt.timezone.utc),
     "stamp_us": at.replace(tzinfo=dt.timezone.utc), "local_us": at, "decimal": decimal.Decimal("0.05"), "decimal_fixed": decimal.Decimal("-7"), "uuid": uuid.UUID(int=1), "again": b"zz\x00\x00\x00\x00"},
])

nested = {"type": "record", "name": "Customer", "fields": [
    {"name": "who", "type": ["null", {"type": "record", "name": "Who", "fields": [{"name": "first", "type": "string"}, {"name": "last", "type": "string"}]}]},
    {"name": "tags", "type": {"type": "array", "items": ["null", "string"]}},
    {"name": "phones", "type": {"type": "array", "items": {"type": "record", "name": "Phone", "fields": [
        {"name": "kind", "type": "string"}, {"name": "number", "type": "string"}]}}},
    {"name": "matrix", "type": {"type": "array", "items": {"type": "array", "items": "int"}}},
    {"name": "settings", "type": {"type": "map", "values": ["null", "string", {"type": "map", "values": "long"}]}},
    {"name": "next", "type": ["null", "Customer"]},
]}
leaf = {"who": None, "tags": [], "phones": [], "matrix": [], "settings": {}, "next": None}
write("nested.avro", nested, [
    {"who": {"first": "Ada", "last": "Example"}, "tags": ["a", None, "b"], "phones": [{"kind": "home", "number": "+1 212 555 0123"}, {"kind": "work", "number": "+1 212 555 0199"}],
     "matrix": [[1, 2], [], [3]], "settings": {"mail": "ada@example.com", "odd key": None, "limits": {"day": 5, "week": 20}},
     "next": dict(leaf, tags=["inner"], next=dict(leaf, who={"first": "Bob", "last": "Sample"}))},
    leaf,
    dict(leaf, tags=["last"]),
])
write("metadata.avro", person, people[:2], metadata={"owner": "Ada Example", "contact": "ada@example.com"})
write("empty.avro", person, [])
write("strings.avro", {"type": "array", "items": "string"}, [["one", "two"], [], ["three"]])
