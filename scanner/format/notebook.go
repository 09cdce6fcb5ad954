package format

// notebookFormat is Jupyter notebooks (https://nbformat.readthedocs.io/en/latest/format_description.html), which are JSON: each line of a cell and
// of what it put out is a value of its own, with its path.
var notebookFormat = Format{
	Name:       "notebook",
	Title:      "Jupyter notebook",
	MIME:       "application/x-ipynb+json",
	Extensions: []string{".ipynb"},
	Places:     "record",
	Tables:     ByName,
	Match: func(h *Head) bool {
		t := h.first()
		return h.named(".ipynb") && len(t) > 0 && t[0] == '{'
	},
	Read: readJSON,
}
