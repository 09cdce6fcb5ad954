package detectors

import (
	"strings"
	"testing"
)

func TestSelect(t *testing.T) {
	rows := []Detector{
		{ID: "AWS_CREDENTIALS", Category: Credentials},
		{ID: "SOME_TOKEN", Category: Credentials, Optional: true},
		{ID: "CREDIT_CARD_NUMBER", Category: Financial},
		{ID: "FRANCE_IBAN", Category: Financial, Country: "FR"},
		{ID: "NAME", Category: Personal, Country: "US,FR"},
		{ID: "AGE", Category: Personal, Optional: true},
	}
	for _, tt := range []struct{ list, want, err string }{
		{list: "", want: "AWS_CREDENTIALS CREDIT_CARD_NUMBER FRANCE_IBAN NAME"},
		{list: "recommended", want: "AWS_CREDENTIALS CREDIT_CARD_NUMBER FRANCE_IBAN NAME"},
		{list: "macie", want: "AWS_CREDENTIALS CREDIT_CARD_NUMBER"},
		{list: "all", want: "AWS_CREDENTIALS SOME_TOKEN CREDIT_CARD_NUMBER FRANCE_IBAN NAME AGE"},
		{list: "none", want: ""},
		{list: "none,AGE", want: "AGE"},
		{list: "all,none,NAME", want: "NAME"},
		{list: "AGE,AWS_CREDENTIALS", want: "AWS_CREDENTIALS AGE"},
		{list: "age , aws_credentials", want: "AWS_CREDENTIALS AGE"},
		{list: "credentials", want: "AWS_CREDENTIALS SOME_TOKEN"},
		{list: "financial", want: "CREDIT_CARD_NUMBER FRANCE_IBAN"},
		{list: "personal", want: "NAME AGE"},
		{list: "fr", want: "FRANCE_IBAN NAME"},
		{list: "FR,-name", want: "FRANCE_IBAN"},
		{list: "-credentials", want: "CREDIT_CARD_NUMBER FRANCE_IBAN NAME"},
		{list: "-financial,AGE", want: "AWS_CREDENTIALS NAME AGE"},
		{list: "all,-personal,NAME", want: "AWS_CREDENTIALS SOME_TOKEN CREDIT_CARD_NUMBER FRANCE_IBAN NAME"},
		{list: "NAME,NONSUCH", err: `"nonsuch"`},
		{list: "-nonsuch", err: `"nonsuch"`},
	} {
		got, err := selectRows(rows, tt.list)
		var ids []string
		for _, d := range got {
			ids = append(ids, d.ID)
		}
		if s := strings.Join(ids, " "); s != tt.want {
			t.Errorf("%q selects %q, want %q", tt.list, s, tt.want)
		}
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%q fails with %v, want %q", tt.list, err, tt.err)
		}
	}
}
