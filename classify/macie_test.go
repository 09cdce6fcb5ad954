package classify

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	macie "github.com/aws/aws-sdk-go-v2/service/macie2/types"

	"github.com/pii-scan/pii-scan/detectors"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// aboutObject is an S3 object of which everything is known.
func aboutObject() ResourcesAffected {
	str := func(s string) *string { return &s }
	no, block := false, &BlockPublicAccess{true, true, true, true}
	sse := &ServerSideEncryption{EncryptionType: "AES256"}
	return ResourcesAffected{
		S3Bucket: &S3Bucket{
			AllowsUnencryptedObjectUploads: "TRUE",
			ARN:                            "arn:aws:s3:::bucket",
			CreatedAt:                      str("2024-03-11T19:37:03.000Z"),
			DefaultServerSideEncryption:    sse,
			Name:                           "bucket",
			Owner:                          &S3BucketOwner{ID: str("0123456789abcdef")},
			PublicAccess: &BucketPublicAccess{EffectivePermission: "NOT_PUBLIC", PermissionConfiguration: &BucketPermissionConfiguration{
				AccountLevelPermissions: &AccountLevelPermissions{BlockPublicAccess: block},
				BucketLevelPermissions: &BucketLevelPermissions{AccessControlList: &AccessControlList{}, BlockPublicAccess: block,
					BucketPolicy: &BucketPolicy{}},
			}},
			Tags: []KeyValuePair{{Key: "Division", Value: "HR"}},
		},
		S3Object: &S3Object{
			BucketARN: "arn:aws:s3:::bucket", ETag: "4e63c5cd", Extension: "csv", Key: "2026/people.csv", LastModified: str("2026-11-20T22:19:23.000Z"),
			Path: "bucket/2026/people.csv", PublicAccess: &no, ServerSideEncryption: sse, Size: 4750, StorageClass: "STANDARD", Tags: []KeyValuePair{},
		},
	}
}

var aboutFile = ResourcesAffected{File: &File{Path: "data/people.csv", Extension: "csv", Size: 4750}}

var complete = ResultStatus{Code: "COMPLETE"}

// detection is count occurrences of which those in matches are located.
func detection(id string, c detectors.Category, count int64, matches ...Match) Detection {
	return Detection{Detector: &detectors.Detector{ID: id, Title: "Title of " + id, Category: c}, Count: count, Severity: detectors.High, Matches: matches}
}

func found(ds ...Detection) *Found {
	f := &Found{Detections: ds, Severity: detectors.High}
	for _, d := range ds {
		f.Count += d.Count
	}
	return f
}

func TestFindingGolden(t *testing.T) {
	reason := "FILE_EXCEEDS_SIZE_LIMIT"
	f := found(
		detection("AWS_CREDENTIALS", detectors.Credentials, 1, Match{Line: 3, EndLine: 5, Column: 7, Record: -1}),
		detection("CREDIT_CARD_NUMBER", detectors.Financial, 2,
			Match{Row: 2, TableColumn: 3, ColumnName: "card", Record: -1, Line: 2, EndLine: 2, Column: 9},
			Match{Row: 3, TableColumn: 3, Record: -1, Line: 3, EndLine: 3, Column: 9}),
		detection("NAME", detectors.Personal, 1200, Match{Record: 4, JSONPath: "$.people[2].name"}, Match{Record: 4, JSONPath: "$['a***@***.com']", pathHidden: true}),
		detection("USA_SOCIAL_SECURITY_NUMBER", detectors.Personal, 3, Match{Page: 3, Record: -1}, Match{Row: 5, TableColumn: 28, CellReference: "Sheet2!AB5", Record: -1}),
		detection("0e8eb8a1-1a3a-49ad-992f-0ab825642859", detectors.Custom, 1, Match{Record: -1}),
	)
	c := New(Settings{Now: instant})
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	for _, finding := range []*Finding{
		c.Finding(f, aboutObject(), "text/csv", 4750, ResultStatus{Code: "PARTIAL", Reason: &reason}),
		c.Finding(found(f.Detections[1]), aboutFile, "text/csv", 4750, complete),
	} {
		if err := enc.Encode(finding); err != nil {
			t.Fatal(err)
		}
	}
	const golden = "testdata/findings.json"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("findings differ from %s (rewrite with -update); got:\n%s", golden, got.Bytes())
	}
}

func TestOccurrences(t *testing.T) {
	line := Match{Line: 4, EndLine: 6, Column: 2, Record: -1}
	with := func(m Match, change func(*Match)) Match { change(&m); return m }
	for name, test := range map[string]struct {
		m    Match
		want string
	}{
		"line":         {line, `lineRanges [{"end":6,"start":4,"startColumn":2}]`},
		"cell":         {with(line, func(m *Match) { m.Row, m.TableColumn, m.ColumnName = 4, 3, "ssn" }), `cells [{"cellReference":null,"column":3,"columnName":"ssn","row":4}]`},
		"no header":    {with(line, func(m *Match) { m.Row, m.TableColumn = 4, 3 }), `cells [{"cellReference":null,"column":3,"columnName":null,"row":4}]`},
		"header":       {with(line, func(m *Match) { m.Row, m.TableColumn, m.inName = 1, 3, true }), `lineRanges [{"end":6,"start":4,"startColumn":2}]`},
		"sheet":        {Match{Row: 4, TableColumn: 3, CellReference: "A!C4", Record: -1}, `cells [{"cellReference":"A!C4","column":3,"columnName":null,"row":4}]`},
		"sheet header": {Match{Row: 1, TableColumn: 3, CellReference: "A!C1", Record: -1, inName: true}, `cells [{"cellReference":"A!C1","column":3,"columnName":null,"row":1}]`},
		"record":       {with(line, func(m *Match) { m.Record, m.JSONPath = 0, "$.a" }), `records [{"jsonPath":"$.a","recordIndex":0}]`},
		"masked path":  {with(line, func(m *Match) { m.Record, m.JSONPath, m.pathHidden = 2, "$.***", true }), `records [{"jsonPath":null,"recordIndex":2}]`},
		"page":         {with(line, func(m *Match) { m.Page = 9 }), `pages [{"lineRange":null,"offsetRange":null,"pageNumber":9}]`},
		"nowhere":      {Match{Record: -1}, ``},
		"member":       {with(line, func(m *Match) { m.Entry = "a.txt" }), ``},
	} {
		f := New(Settings{}).Finding(found(detection("ID", detectors.Personal, 1, test.m)), aboutFile, "text/plain", 1, complete)
		o := f.ClassificationDetails.Result.SensitiveData[0].Detections[0].Occurrences
		raw, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		var kinds map[string]json.RawMessage
		if err := json.Unmarshal(raw, &kinds); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, kind := range []string{"cells", "lineRanges", "offsetRanges", "pages", "records"} {
			if s := string(kinds[kind]); s != "null" {
				got += kind + " " + s
			}
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
		if more := f.ClassificationDetails.Result.AdditionalOccurrences; more != (test.want == "") {
			t.Errorf("%s: additionalOccurrences %v", name, more)
		}
	}
}

// A finding locates 15 occurrences, those of the first detections first.
func TestLocationLimit(t *testing.T) {
	lines := func(n int) (ms []Match) {
		for i := range n {
			ms = append(ms, Match{Line: int64(i + 1), Column: 1, Record: -1})
		}
		return ms
	}
	for _, test := range []struct {
		counts []int64 // of which up to 15 are kept as matches
		want   []int
		more   bool
	}{
		{[]int64{15}, []int{15}, false},
		{[]int64{16}, []int{15}, true},
		{[]int64{9, 6}, []int{9, 6}, false},
		{[]int64{9, 7}, []int{9, 6}, true},
		{[]int64{20, 1}, []int{15, 0}, true},
		{[]int64{4, 5, 30}, []int{4, 5, 6}, true},
	} {
		var ds []Detection
		for i, n := range test.counts {
			ds = append(ds, detection(fmt.Sprint("ID", i), detectors.Personal, n, lines(int(min(n, 15)))...))
		}
		r := New(Settings{}).Finding(found(ds...), aboutFile, "", 0, complete).ClassificationDetails.Result
		var got []int
		for _, d := range r.SensitiveData[0].Detections {
			got = append(got, len(d.Occurrences.LineRanges))
		}
		if !slices.Equal(got, test.want) || r.AdditionalOccurrences != test.more {
			t.Errorf("%v: located %v, more %v; want %v, %v", test.counts, got, r.AdditionalOccurrences, test.want, test.more)
		}
	}
}

func TestFindingTypes(t *testing.T) {
	for _, test := range []struct {
		categories []detectors.Category
		want       macie.FindingType
		groups     int
		custom     int64
	}{
		{[]detectors.Category{detectors.Credentials, detectors.Credentials}, macie.FindingTypeSensitiveDataS3ObjectCredentials, 1, 0},
		{[]detectors.Category{detectors.Financial}, macie.FindingTypeSensitiveDataS3ObjectFinancial, 1, 0},
		{[]detectors.Category{detectors.Personal}, macie.FindingTypeSensitiveDataS3ObjectPersonal, 1, 0},
		{[]detectors.Category{detectors.Custom, detectors.Custom}, macie.FindingTypeSensitiveDataS3ObjectCustomIdentifier, 0, 4},
		{[]detectors.Category{detectors.Credentials, detectors.Personal, detectors.Personal}, macie.FindingTypeSensitiveDataS3ObjectMultiple, 2, 0},
		{[]detectors.Category{detectors.Personal, detectors.Custom}, macie.FindingTypeSensitiveDataS3ObjectMultiple, 1, 2},
	} {
		var ds []Detection
		for i, c := range test.categories {
			ds = append(ds, detection(fmt.Sprint("ID", i), c, 2))
		}
		f := New(Settings{}).Finding(found(ds...), aboutFile, "", 0, complete)
		r := f.ClassificationDetails.Result
		if f.Type != string(test.want) || f.Title == "" || f.Description == "" {
			t.Errorf("%v: %s %q %q, want %s", test.categories, f.Type, f.Title, f.Description, test.want)
		}
		if len(r.SensitiveData) != test.groups || r.CustomDataIdentifiers.TotalCount != test.custom {
			t.Errorf("%v: %d groups and %d custom, want %d and %d", test.categories, len(r.SensitiveData), r.CustomDataIdentifiers.TotalCount, test.groups, test.custom)
		}
	}
	for _, f := range []*Found{nil, {}} {
		if got := New(Settings{}).Finding(f, aboutFile, "", 0, complete); got != nil {
			t.Errorf("a finding of nothing: %+v", got)
		}
	}
}

func TestFindingID(t *testing.T) {
	c := New(Settings{Now: instant})
	d := detection("ID", detectors.Personal, 3)
	first := c.Finding(found(d), aboutObject(), "text/csv", 10, complete)
	if again := New(Settings{Now: instant.Add(time.Hour)}).Finding(found(d), aboutObject(), "text/csv", 10, complete); again.ID != first.ID {
		t.Errorf("the same found again: id %s, then %s", first.ID, again.ID)
	}
	object := func(change func(*S3Object)) ResourcesAffected { a := aboutObject(); change(a.S3Object); return a }
	reason := "READ_ERROR"
	fewer := d
	fewer.Count = 2
	seen := map[string]string{first.ID: "first"}
	for name, f := range map[string]*Finding{
		"key":     c.Finding(found(d), object(func(o *S3Object) { o.Key = "other" }), "text/csv", 10, complete),
		"version": c.Finding(found(d), object(func(o *S3Object) { o.VersionID = "2" }), "text/csv", 10, complete),
		"eTag":    c.Finding(found(d), object(func(o *S3Object) { o.ETag = "2" }), "text/csv", 10, complete),
		"bucket":  c.Finding(found(d), object(func(o *S3Object) { o.BucketARN = "arn:aws:s3:::b" }), "text/csv", 10, complete),
		"file":    c.Finding(found(d), aboutFile, "text/csv", 10, complete),
		"count":   c.Finding(found(fewer), aboutObject(), "text/csv", 10, complete),
		"kind":    c.Finding(found(detection("I", detectors.Personal, 3)), aboutObject(), "text/csv", 10, complete),
		"more":    c.Finding(found(d, detection("J", detectors.Personal, 1)), aboutObject(), "text/csv", 10, complete),
		"status":  c.Finding(found(d), aboutObject(), "text/csv", 10, ResultStatus{Code: "PARTIAL", Reason: &reason}),
		"size":    c.Finding(found(d), aboutObject(), "text/csv", 11, complete),
	} {
		if other := seen[f.ID]; other != "" || len(f.ID) != 32 || strings.Trim(f.ID, "0123456789abcdef") != "" {
			t.Errorf("%s: id %q, which also has %q", name, f.ID, other)
		}
		seen[f.ID] = name
	}
	if first.CreatedAt != "2026-11-22T05:40:03.127Z" || first.UpdatedAt != first.CreatedAt {
		t.Errorf("created %s, updated %s", first.CreatedAt, first.UpdatedAt)
	}
}

// The names and the nesting of a finding's JSON are those of Macie's API, field by field. What Macie has and a sensitive data finding
// never fills is null here and not compared further.
func TestFindingIsMacies(t *testing.T) {
	added := map[string]bool{".resourcesAffected.file": true}
	alwaysNull := map[string]bool{".policyDetails": true}
	for _, path := range []string{
		".classificationDetails.result.sensitiveData.detections.occurrences",
		".classificationDetails.result.customDataIdentifiers.detections.occurrences",
	} {
		for _, null := range []string{".offsetRanges", ".pages.lineRange", ".pages.offsetRange"} {
			alwaysNull[path+null] = true
		}
	}
	met := map[string]bool{}
	var compare func(path string, ours, theirs reflect.Type)
	compare = func(path string, ours, theirs reflect.Type) {
		if alwaysNull[path] {
			met[path] = true
			return
		}
		list := func(t reflect.Type) (reflect.Type, bool) {
			found := false
			for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
				found = found || t.Kind() == reflect.Slice
				t = t.Elem()
			}
			return t, found
		}
		ours, ourList := list(ours)
		theirs, theirList := list(theirs)
		if ourList != theirList {
			t.Errorf("%s: list %v, Macie's %v", path, ourList, theirList)
		}
		if theirs == reflect.TypeFor[time.Time]() {
			theirs = reflect.TypeFor[string]()
		}
		if ours.Kind() != theirs.Kind() && !(ours.Kind() == reflect.Int64 && theirs.Kind() == reflect.Int32) &&
			!(path == ".resourcesAffected.s3Bucket.allowsUnencryptedObjectUploads" && theirs.Kind() == reflect.String) {
			t.Errorf("%s: %s, Macie's %s", path, ours, theirs)
			return
		}
		if ours.Kind() != reflect.Struct {
			return
		}
		fields := map[string]reflect.Type{}
		for f := range structFields(ours) {
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if added[path+"."+name] {
				met[path+"."+name] = true
				continue
			}
			if name == "" || name == "-" || options != "" {
				t.Errorf("%s.%s: json tag %q", path, f.Name, f.Tag.Get("json"))
			}
			fields[name] = f.Type
		}
		for f := range structFields(theirs) {
			name := string(unicode.ToLower(rune(f.Name[0]))) + f.Name[1:]
			if our, ok := fields[name]; ok {
				compare(path+"."+name, our, f.Type)
				delete(fields, name)
			} else {
				t.Errorf("%s.%s: Macie has it, we do not", path, name)
			}
		}
		for name := range fields {
			t.Errorf("%s.%s: Macie does not have it", path, name)
		}
	}
	compare("", reflect.TypeFor[Finding](), reflect.TypeFor[macie.Finding]())
	for _, exceptions := range []map[string]bool{added, alwaysNull} {
		for path := range exceptions {
			if !met[path] {
				t.Errorf("%s: excepted and not there", path)
			}
		}
	}
}

func structFields(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && !yield(f) {
				return
			}
		}
	}
}
