package detectors
import ("testing";"os";"math/bits";"sort";"fmt";"github.com/pii-scan/pii-scan/text";"github.com/pii-scan/pii-scan/detectors/internal/kernel")
func TestZZ(t *testing.T){ e,_:=New(All); m:=e.Matcher()
b,_:=os.ReadFile(os.Getenv("F")); b=b[:min(len(b),200000)]
seg:=&text.Segment{Text:b, Raw:int32(len(b)), Own:text.Span{Start:0,End:int32(len(b))}, Fields:[]text.Span{{Start:0,End:int32(len(b))}}}
m.Scan(seg,nil)
starts,opens:=0,0; lane:=map[int]int{}; tries:=map[int]int{}; ex:=map[string]int{}; keys:=0
for i:=range m.bits.planes { keys+=bits.OnesCount64(m.gate.keys[i]); starts+=bits.OnesCount64(m.bits.start[i]); opens+=bits.OnesCount64(m.gate.open[i]); for s:=m.gate.open[i];s!=0;s&=s-1 { at:=i*kernel.Block+bits.TrailingZeros64(s)
 for l:=uint16(m.gate.at[at]);l!=0;l&=l-1 { k:=bits.TrailingZeros16(l); lane[k]++
  d:=0; if byteKind[b[at]]==digit {d=m.bits.digits(at)}
  L:=e.gate.of[k]
  if !L.first[b[at]]||L.starts!=nil&&!L.starts(b[at:])||L.digits!=nil&&d>0&&!L.digits.Pass(b,at,d,len(b)){continue}
  tries[k]++; ex[fmt.Sprint(k," ",string(b[at:min(at+14,len(b))]))]++
 }}}
t.Log("bytes",len(b),"starts",starts,"opens",opens,"keys",keys,"hits",len(m.ctx.all))
for k:=range e.gate.of { t.Log(k,e.rows[e.gate.of[k].rows[0]].ID,"open",lane[k],"try",tries[k]) }
var l []string; for k:=range ex {l=append(l,k)}; sort.Slice(l,func(i,j int)bool{return ex[l[i]]>ex[l[j]]}); for _,k:=range l[:min(20,len(l))] { t.Logf("%d %q",ex[k],k)}
}
func BenchmarkZZ(b *testing.B){ e,_:=New(All); m:=e.Matcher()
t,_:=os.ReadFile(os.Getenv("F")); t=t[:min(len(t),2000000)]
var fields []text.Span
if os.Getenv("LINES")!="" { p:=0; for i,c:=range t { if c=='\n' {fields=append(fields,text.Span{Start:int32(p),End:int32(i)});p=i+1}}} else {fields=[]text.Span{{Start:0,End:int32(len(t))}}}
seg:=&text.Segment{Text:t, Raw:int32(len(t)), Own:text.Span{Start:0,End:int32(len(t))}, Fields:fields}
b.SetBytes(int64(len(t)))
for range b.N { m.Scan(seg,nil) }
}
