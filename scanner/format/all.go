package format

// All are the formats that are read, in the order in which Identify tries them: containers, then structured text, then text,
// which takes what is left.
var All = []Format{
	xlsxFormat,
	zipFormat,
	gzipFormat,
	tarFormat,
	jsonFormat,
	csvFormat,
	textFormat,
}
