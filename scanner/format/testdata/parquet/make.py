# Makes the Parquet files of this folder; see README.md.
import base64, datetime as dt, decimal, struct, uuid
import pyarrow as pa, pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe

people = [("Ada Example", "ada@example.com", 219099999), ("Bob Sample", None, 457555462), ("Zoë Müller", "zoe@example.org", None), ("", "x", 1)]

def table(rows=people):
    return pa.table({
        "name": pa.array([r[0] for r in rows]),
        "email": pa.array([r[1] for r in rows]),
        "national_id": pa.array([r[2] for r in rows], pa.int64()),
    })

def types():
    n = 3
    day = dt.date(1990, 3, 4)
    at = dt.datetime(1990, 3, 4, 5, 6, 7, 890000)
    midnight = dt.datetime(1985, 12, 31)
    cols = {
        "bool": pa.array([True, False, None]),
        "i8": pa.array([-128, 127, None], pa.int8()),
        "u8": pa.array([0, 255, None], pa.uint8()),
        "i32": pa.array([-2147483648, 2147483647, None], pa.int32()),
        "u32": pa.array([0, 4294967295, None], pa.uint32()),
        "i64": pa.array([-9223372036854775808, 9223372036854775807, None], pa.int64()),
        "u64": pa.array([0, 18446744073709551615, None], pa.uint64()),
        "half": pa.array([1.5, -0.25, None], pa.float16()),
        "float": pa.array([0.1, 219099999.0, None], pa.float32()),
        "double": pa.array([19.9, 4539148803436467.0, 1e-30]),
        "more_double": pa.array([float("nan"), 52.5200066, -0.07]),
        "date": pa.array([day, dt.date(1, 1, 1), dt.date(9999, 12, 31)]),
        "time": pa.array([dt.time(5, 6, 7, 890), dt.time(0, 0), None]),
        "stamp_ms": pa.array([at, midnight, None], pa.timestamp("ms")),
        "stamp_ns": pa.array([at, midnight, dt.datetime(1969, 12, 31, 23, 59, 59)], pa.timestamp("ns", tz="UTC")),
        "decimal9": pa.array([decimal.Decimal("0.05"), decimal.Decimal("-1234567.89"), None], pa.decimal128(9, 2)),
        "decimal38": pa.array([decimal.Decimal("4539148803436467"), decimal.Decimal("-99999999999999999999999999999999999999"), None], pa.decimal128(38, 0)),
        "binary": pa.array([b"plain text", b"\x00\x01\xfe", None], pa.binary()),
        "fixed": pa.array([b"AB12\x00\x00", b"\xff\xff\xff\xff\xff\xff", None], pa.binary(6)),
        "dictionary": pa.array(["red", "blue", "red"]).dictionary_encode(),
        "uuid": pa.array([uuid.UUID(int=0x123456789abcdef0123456789abcdef).bytes, None, None], pa.uuid()),
        "null": pa.nulls(n),
    }
    return pa.table(cols)

def nested():
    person = pa.struct([("first", pa.string()), ("last", pa.string())])
    return pa.table({
        "who": pa.array([{"first": "Ada", "last": "Example"}, None, {"first": None, "last": "Sample"}], person),
        "tags": pa.array([["a", "b", None], [], ["c"]], pa.list_(pa.string())),
        "phones": pa.array([[{"kind": "home", "number": "+1 212 555 0123"}, {"kind": "work", "number": "+1 212 555 0199"}], None, [None]],
            pa.list_(pa.struct([("kind", pa.string()), ("number", pa.string())]))),
        "matrix": pa.array([[[1, 2], [3]], [[], [4]], None], pa.list_(pa.list_(pa.int32()))),
        "settings": pa.array([[("mail", "ada@example.com"), ("sms", None)], [], None], pa.map_(pa.string(), pa.string())),
        "last": pa.array(["x", "y", "z"]),
    })

many = [("Person %d" % i, None if i % 3 else "p%d@example.com" % i, i * 7919) for i in range(40)]

pq.write_table(table(), "plain.parquet", compression="none", use_dictionary=False)
pq.write_table(table(), "v2.parquet", compression="snappy", data_page_version="2.0")
pq.write_table(types(), "types.parquet", compression="zstd")
pq.write_table(types(), "types-int96.parquet", compression="gzip", use_deprecated_int96_timestamps=True, store_decimal_as_integer=True)
pq.write_table(nested(), "nested.parquet", compression="brotli")
pq.write_table(nested(), "nested-v2.parquet", compression="lz4", data_page_version="2.0", use_compliant_nested_type=False)
pq.write_table(table(many), "groups.parquet", compression="snappy", row_group_size=7, data_page_size=64, write_batch_size=3)
pq.write_table(table(many), "delta.parquet", compression="zstd", use_dictionary=False, data_page_version="2.0",
    column_encoding={"name": "DELTA_BYTE_ARRAY", "email": "DELTA_LENGTH_BYTE_ARRAY", "national_id": "DELTA_BINARY_PACKED"})
pq.write_table(pa.table({"f": pa.array([1.5, 2.25, 1e10], pa.float32()), "d": pa.array([0.1, None, -7.0]), "i": pa.array([1, 2, 300000], pa.int32())}),
    "split.parquet", use_dictionary=False, column_encoding={"f": "BYTE_STREAM_SPLIT", "d": "BYTE_STREAM_SPLIT", "i": "BYTE_STREAM_SPLIT"})
pq.write_table(table().replace_schema_metadata({"owner": "Ada Example", "contact": "ada@example.com"}), "metadata.parquet")
pq.write_table(table([]), "empty.parquet")

class Plain(pe.KmsClient):
    def __init__(self, config): super().__init__()
    def wrap_key(self, key, master): return base64.b64encode(key)
    def unwrap_key(self, wrapped, master): return base64.b64decode(wrapped)

factory = pe.CryptoFactory(lambda config: Plain(config))
def encrypted(name, **how):
    config = pe.EncryptionConfiguration(footer_key="footer", **how)
    props = factory.file_encryption_properties(pe.KmsConnectionConfig(), config)
    with pq.ParquetWriter(name, table().schema, encryption_properties=props) as w:
        w.write_table(table())
encrypted("encrypted.parquet", uniform_encryption=True)
encrypted("encrypted-column.parquet", column_keys={"column": ["email"]}, plaintext_footer=True)
