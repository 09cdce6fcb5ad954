package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// table is a list for people and programs: its columns' names and its rows.
type table struct {
	columns []string
	rows    [][]string
}

var tableFormats = []string{"table", "json", "markdown"}

// write writes the table in one of tableFormats. JSON is a list of objects whose keys are the columns in lower case.
func (t *table) write(w io.Writer, format string) error {
	switch format {
	case "json":
		objects := make([]map[string]string, len(t.rows))
		for i, row := range t.rows {
			objects[i] = map[string]string{}
			for j, cell := range row {
				objects[i][strings.ToLower(t.columns[j])] = cell
			}
		}
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(objects)
	case "markdown":
		lines := [][]string{t.columns, strings.Split(strings.Repeat("---|", len(t.columns)-1)+"---", "|")}
		for _, row := range append(lines, t.rows...) {
			cells := make([]string, len(row))
			for i, cell := range row {
				cells[i] = strings.ReplaceAll(cell, "|", `\|`)
			}
			if _, err := fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | ")); err != nil {
				return err
			}
		}
		return nil
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{t.columns}, t.rows...) {
		fmt.Fprintln(tw, strings.Join(row, "\t"))
	}
	return tw.Flush()
}
