package report

import (
	"fmt"

	"github.com/pii-scan/pii-scan/classify"
)

// place says for people where a match stands.
func place(m *classify.Match) string {
	where := ""
	switch {
	case m.JSONPath != "" && m.Line > 0:
		where = fmt.Sprintf("line %d, %s", m.Line, m.JSONPath)
	case m.JSONPath != "" && m.Record > 0:
		where = fmt.Sprintf("record %d, %s", m.Record, m.JSONPath)
	case m.JSONPath != "":
		where = m.JSONPath
	case m.CellReference != "":
		where = m.CellReference
	case m.Row > 0 && m.ColumnName != "":
		where = fmt.Sprintf("row %d, column %s", m.Row, m.ColumnName)
	case m.Row > 0:
		where = fmt.Sprintf("row %d, column %d", m.Row, m.TableColumn)
	case m.Page > 0:
		where = fmt.Sprintf("page %d", m.Page)
	case m.Line > 0:
		where = fmt.Sprintf("line %d", m.Line)
	default:
		where = "name"
	}
	if m.Entry != "" {
		where = m.Entry + ": " + where
	}
	return where
}
