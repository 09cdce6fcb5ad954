package format

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// Letters in several languages, with an address in the middle of the last line.
const (
	westernLetter = "Sehr geehrte Frau Müller,\nwir grüßen Sie aus Köln; für Rückfragen:\nJürgen Groß <juergen@example.com>, Straße 5\n"
	polishLetter  = "Szanowny Panie Łukaszu,\ndziękujemy za przesłanie wszystkich dokumentów, które są już na miejscu; proszę o odpowiedź:\nŻaneta Śliwińska <zaneta@example.com>, Łódź\n"
	czechLetter   = "Vážený pane Dvořáku,\nděkujeme vám za zaslané dokumenty, které již byly přijaty; prosíme o odpověď:\nŽofie Nováčková <zofie@example.com>, Plzeň\n"
	magyarLetter  = "Tisztelt Szűcs Úr,\nköszönjük az elküldött iratokat, amelyeket már megkaptunk; kérjük, válaszoljon még ezen a héten:\nŐrsi Tünde <tunde@example.com>, Győr\n"
	frenchLetter  = "Monsieur Lefèvre,\nnous vous remercions d'avoir envoyé les pièces demandées, déjà reçues; veuillez répondre dès que possible:\nHélène Côté <helene@example.com>, Nîmes\n"
	iberiaLetter  = "Caro Senhor Simões,\nagradecemos a documentação enviada, que já recebemos; não é preciso responder até amanhã:\nInês Gonçalves <ines@example.com>, São João\n"
	turkishLetter = "Sayın Ayşe Hanım,\ngönderdiğiniz bütün belgeleri aldık; yarın size cevap vereceğiz, teşekkür ederiz.\nOğuz Şahin <oguz@example.com>, İstanbul\n"
	russianLetter = "Уважаемая Анна Ивановна,\nспасибо за ваше письмо, мы получили все документы и ответим завтра.\nИван Петров <ivan@example.com>, Москва\n"
	ukraineLetter = "Шановна Ганно Іванівно,\nдякуємо за ваш лист, ми отримали всі документи і відповімо завтра, її справа в нас є.\nІван Петренко <ivan@example.com>, Київ\n"
	greekLetter   = "Αγαπητή κυρία Μαρία,\nσας ευχαριστούμε για την επιστολή σας και τα έγγραφα που στείλατε.\nΓιώργος Παππάς <giorgos@example.com>, Αθήνα\n"
	hebrewLetter  = "שלום רב לגברת כהן,\nתודה על המכתב ועל כל המסמכים ששלחת אלינו אתמול.\nדוד לוי <david@example.com>, תל אביב\n"
	arabicLetter  = "السلام عليكم سيدتي ليلى،\nشكرا على الرسالة وعلى كل الوثائق التي ارسلتها الينا.\nمحمد علي <ali@example.com>, القاهرة\n"
	japanLetter   = "拝啓 山田様、\nいつもお世話になっております。書類を受け取りましたので、明日お返事いたします。\n田中太郎 <tanaka@example.com>、東京です\n"
	koreaLetter   = "안녕하세요 김 선생님,\n보내 주신 서류는 잘 받았습니다. 내일 다시 연락을 드리겠습니다.\n박민수 <minsu@example.com>, 서울\n"
	chinaLetter   = "尊敬的王女士：\n您好，我们已经收到您的来信和所有的文件，明天会给您一个答复。谢谢您的支持。\n李小明 <li@example.com>，北京\n"
	taiwanLetter  = "親愛的王小姐：\n您好，我們已經收到您的來信和所有的文件，明天會給您一個答覆。謝謝您的支持。\n陳大明 <chen@example.com>，台北\n"
)

// Each encoding is told by itself, and a text in it reads as it was written, with lines and columns.
func TestCharsets(t *testing.T) {
	for _, test := range []struct {
		name string
		enc  encoding.Encoding
		text string
	}{
		{"UTF-16LE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), russianLetter},
		{"UTF-16BE with mark", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), chinaLetter},
		{"UTF-32LE", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), westernLetter},
		{"UTF-32BE", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), japanLetter},
		{"UTF-32BE with mark", utf32.UTF32(utf32.BigEndian, utf32.UseBOM), japanLetter},
		{"Windows-1252", charmap.Windows1252, westernLetter},
		{"ISO-8859-1", charmap.ISO8859_1, westernLetter},
		{"Windows-1252 in French", charmap.Windows1252, frenchLetter},
		{"Windows-1252 in Portuguese", charmap.Windows1252, iberiaLetter},
		{"Windows-1250", charmap.Windows1250, polishLetter},
		{"Windows-1250 in Hungarian", charmap.Windows1250, magyarLetter},
		{"Windows-1250 in Czech", charmap.Windows1250, czechLetter},
		{"Windows-1254", charmap.Windows1254, turkishLetter},
		{"ISO-8859-2", charmap.ISO8859_2, polishLetter},
		{"Windows-1251", charmap.Windows1251, russianLetter},
		{"KOI8-R", charmap.KOI8R, russianLetter},
		{"KOI8-U", charmap.KOI8U, ukraineLetter},
		{"CP866", charmap.CodePage866, russianLetter},
		{"ISO-8859-5", charmap.ISO8859_5, russianLetter},
		{"Windows-1253", charmap.Windows1253, greekLetter},
		{"ISO-8859-7", charmap.ISO8859_7, greekLetter},
		{"Windows-1255", charmap.Windows1255, hebrewLetter},
		{"ISO-8859-8", charmap.ISO8859_8, hebrewLetter},
		{"Windows-1256", charmap.Windows1256, arabicLetter},
		{"Shift-JIS", japanese.ShiftJIS, japanLetter},
		{"EUC-JP", japanese.EUCJP, japanLetter},
		{"EUC-KR", korean.EUCKR, koreaLetter},
		{"GBK", simplifiedchinese.GBK, chinaLetter},
		{"GB18030", simplifiedchinese.GB18030, chinaLetter},
		{"Big5", traditionalchinese.Big5, taiwanLetter},
	} {
		data := encoded(test.enc, test.text)
		if f := Identify([]byte(data), "letter.txt"); f.Name != "text" {
			t.Errorf("%s: is %s", test.name, f.Name)
			continue
		}
		s := sameValues(t, &textFormat, []byte(data), "letter.txt", 16)
		if len(s.values) != 1 || s.values[0].text != test.text {
			t.Errorf("%s: read as %q", test.name, s.values)
		}
		places := charsetPlaces(t, data)
		if want := charsetPlaces(t, test.text); places != want {
			t.Errorf("%s: the address stands at %v, want %v", test.name, places, want)
		}
	}
}

// charsetPlaces reads XML with one element a line, and gives the line and column of the last.
func charsetPlaces(t *testing.T, data string) (place [2]int64) {
	s := readValues(t, &xmlFormat, []byte(data), "x.xml", 0, false)
	last := s.values[len(s.values)-1]
	return [2]int64{last.line, last.column}
}

// What a text says of itself is believed where it can be.
func TestDeclaredCharset(t *testing.T) {
	for _, test := range []struct {
		name, format, head string
		enc                encoding.Encoding
		want               string
	}{
		{"a.html", "html", "<html><meta charset=\"iso-8859-2\"><p>", charmap.ISO8859_2, "Łódź"},
		{"a.xml", "xml", "<?xml version=\"1.0\" encoding=\"windows-1251\"?><p>", charmap.Windows1251, "Ян"},
		{"a.xml", "xml", "<?xml version=\"1.0\" encoding=\"utf-8\"?><p>", charmap.Windows1252, "Grüße"},
		{"a.xml", "xml", "<?xml version=\"1.0\" encoding=\"unheard-of\"?><p>", charmap.Windows1252, "Grüße"},
		{"a.html", "html", "<html><meta http-equiv=Content-Type content=\"text/html; charset=shift_jis\"><p>", japanese.ShiftJIS, "東京"},
		{"a.html", "html", "<html><meta charset=\"shift_jis\"><p>ada@example.com ", charmap.Windows1252, "Größe naïve"},
	} {
		data := test.head + encoded(test.enc, test.want) + "</p>"
		f := Identify([]byte(data), test.name)
		s := sameValues(t, f, []byte(data), test.name, 16)
		if last := s.values[len(s.values)-1]; f.Name != test.format || !strings.HasSuffix(last.text, test.want) {
			t.Errorf("%s: %s", test.head, last)
		}
	}
}

// However wrong the guess is, what is ASCII stays.
func TestCharsetKeepsASCII(t *testing.T) {
	for _, high := range []string{"\xe9", "\x81 ", "\xff\xfe\xfd ", "caf\xe9 ", "\x8e\x8f\x90 ", "\xa4\xa4\xa4 ", "\xc0\xe0 \xf0 "} {
		const line = "mail ada@example.com or 536-22-1234\n"
		data := strings.Repeat(high+"; "+line, 20)
		s := readValues(t, &textFormat, []byte(data), "x.txt", 0, false)
		if len(s.values) != 1 || strings.Count(s.values[0].text, line) != 20 {
			t.Errorf("%q: read as %.100q", high, s.values)
		}
	}
}
