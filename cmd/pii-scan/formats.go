package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/pii-scan/pii-scan/scanner/format"
)

func newFormats() *cobra.Command {
	output := choice{"table", tableFormats}
	cmd := &cobra.Command{
		Use:   "formats",
		Short: "List the file formats",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return formatTable(format.All).write(cmd.OutOrStdout(), output.word)
		},
	}
	cmd.Flags().VarP(&output, "output", "o", "form of the list")
	return cmd
}

func formatTable(formats []format.Format) *table {
	t := &table{columns: []string{"Format", "Title", "Extensions", "MIME", "Read", "Places"}}
	for _, f := range formats {
		read, places := "yes", f.Places
		if f.Read == nil {
			read, places = "no", "-"
		}
		t.rows = append(t.rows, []string{f.Name, f.Title, strings.Join(f.Extensions, " "), f.MIME, read, places})
	}
	return t
}
