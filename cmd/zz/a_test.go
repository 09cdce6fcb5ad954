package zz
import ("testing";"time";"fmt";"github.com/pii-scan/pii-scan/detectors";"github.com/pii-scan/pii-scan/text")
func TestX(t *testing.T){ rows,_:=detectors.Select("recommended"); a:=time.Now(); e,err:=detectors.New(rows); fmt.Println("new",len(rows),time.Since(a),err)
a=time.Now(); m:=e.Matcher(); fmt.Println("matcher",time.Since(a)); a=time.Now(); s:="Hello jmoreno@quill.net"; n:=int32(len(s)); m.Scan(&text.Segment{Text:[]byte(s),Fields:[]text.Span{{End:n}},Own:text.Span{End:n},Raw:n},nil);fmt.Println("scan",time.Since(a))}
func BenchmarkNew(b *testing.B){ rows,_:=detectors.Select("recommended"); for b.Loop(){ detectors.New(rows)} }
