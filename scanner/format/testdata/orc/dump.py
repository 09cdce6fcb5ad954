"""Writes what PyArrow reads from ORC files as orc_test.go writes what package orc does: dump.py FILE... > DUMP"""
import datetime, decimal, json, struct, sys
import pyarrow as pa, pyarrow.orc


def number(text):
    """A shortest decimal as Go writes it: without an exponent where it is neither huge nor tiny."""
    d = decimal.Decimal(text)
    if d == 0 or decimal.Decimal("1e-7") <= abs(d) < decimal.Decimal("1e21"):
        return format(d.quantize(1) if d == d.to_integral_value() else d.normalize(), "f")
    mantissa, exponent = f"{d.normalize():e}".lower().split("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{exponent[0]}{exponent[1:].zfill(2)}"


def shortest32(v):
    """The shortest decimal that is this number in 32 bits."""
    return next(s for s in (f"{v:.{n}g}" for n in range(1, 20)) if struct.unpack("f", struct.pack("f", float(s)))[0] == v)


def text(v, t):
    if pa.types.is_boolean(t):
        return "true" if v else "false"
    if pa.types.is_float32(t):
        return number(shortest32(v))
    if pa.types.is_float64(t):
        return number(repr(v))
    if pa.types.is_decimal(t):
        return format(v, "f")
    if pa.types.is_timestamp(t):
        whole = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=v // 10**9)
        if whole.time() == datetime.time() and v % 10**9 == 0:
            return str(whole.date())
        return (whole.isoformat() + f".{v % 10**9:09}".rstrip("0")).rstrip(".")
    if pa.types.is_binary(t):
        try:
            s = v.decode()
        except UnicodeDecodeError:
            return ""
        return "" if any(c < " " for c in s) else s
    return str(v)


def walk(v, t, path, out):
    if v is None:
        return
    if pa.types.is_struct(t):
        for f in t:
            walk(v[f.name], f.type, f"{path}.{f.name}", out)
    elif pa.types.is_map(t):
        for k, item in v:
            key = text(k, t.key_type)
            out.append((f"{path}(key)", key))
            walk(item, t.item_type, f"{path}.{key}", out)
    elif pa.types.is_list(t):
        for i, item in enumerate(v):
            walk(item, t.value_type, f"{path}[{i}]", out)
    else:
        s = text(v, t)
        if s:
            out.append((path, s))


for name in sys.argv[1:]:
    table = pyarrow.orc.read_table(name)
    schema = table.schema
    for i, f in enumerate(schema):
        if pa.types.is_timestamp(f.type):  # Python has no nanoseconds
            table = table.set_column(i, f.name, table[i].cast(pa.timestamp("ns", f.type.tz)).cast(pa.int64()))
    n = 0
    for batch in table.to_batches():
        for row in batch.to_pylist():
            out = []
            for f in schema:
                walk(row[f.name], f.type, f"$.{f.name}", out)
            for path, s in out:
                print(n, path, json.dumps(s, ensure_ascii=False))
            n += 1
