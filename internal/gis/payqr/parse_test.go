package payqr

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"dombot/internal/housing"
)

// The examples of the standard, and those of its readers.
const (
	mandatory = `Name=ООО «Три кита»|PersonalAcc=40702810138250123017|BankName=ОАО "БАНК"|BIC=044525225|CorrespAcc=30101810400000000225`
	standard  = mandatory + `|PayeeINN=6200098765|LastName=Иванов|FirstName=Иван|MiddleName=Иванович|Purpose=Оплата членского взноса` +
		`|PayerAddress=г.Рязань ул.Ленина д.10 кв.15|Sum=100000`
	ownKeys = standard + `|Phone=79101234567|SomeNewReq=100`
)

// in writes text in a set of signs.
func in(tb testing.TB, set *charmap.Charmap, text string) []byte {
	tb.Helper()
	b, err := set.NewEncoder().Bytes([]byte(text))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestTheExamplesOfTheStandardAreRead(t *testing.T) {
	t.Parallel()
	for name, data := range map[string][]byte{
		"the standard's own, in Windows-1251":   in(t, charmap.Windows1251, "ST00011|"+standard),
		"with a name of its own":                in(t, charmap.Windows1251, "ST00011|"+ownKeys),
		"in UTF-8":                              []byte("ST00012|" + standard),
		"in KOI8-R":                             in(t, charmap.KOI8R, "ST00013|"+strings.NewReplacer("«", `"`, "»", `"`).Replace(standard)),
		"in UTF-8 that says it is Windows-1251": []byte("ST00011|" + standard),
		"in UTF-8 that says it is KOI8-R":       []byte("ST00013|" + standard),
		"in Windows-1251 that says it is UTF-8": in(t, charmap.Windows1251, "ST00012|"+standard),
		"in KOI8-R that says it is UTF-8":       in(t, charmap.KOI8R, "ST00012|"+strings.NewReplacer("«", `"`, "»", `"`).Replace(standard)),
		"in KOI8-R that says it is the other":   in(t, charmap.KOI8R, "ST00011|"+strings.NewReplacer("«", `"`, "»", `"`).Replace(standard)),
		"in Windows-1251 that says it is KOI":   in(t, charmap.Windows1251, "ST00013|"+standard),
		"with another separator":                []byte("ST00012^" + strings.ReplaceAll(standard, "|", "^")),
		"with a separator that patterns know":   []byte("ST00012*" + strings.ReplaceAll(standard, "|", "*")),
		"behind a mark of UTF-8":                []byte("\uFEFFST00012|" + standard + "\r\n"),
		"with a separator at the end":           []byte("ST00012|" + standard + "|"),
	} {
		c, err := Parse(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := housing.Slip{
			Payee: "ООО «Три кита»", INN: "6200098765", Address: "г.Рязань ул.Ленина д.10 кв.15", Utility: true,
		}
		got := c.Slip()
		got.Payee = strings.NewReplacer(`ООО "Три кита"`, want.Payee).Replace(got.Payee)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if c.Value("sum") != "100000" || c.Value("CORRESPACC") != "30101810400000000225" || c.Value("Purpose") != "Оплата членского взноса" {
			t.Errorf("%s: read %v", name, c.values)
		}
	}
}

func TestCodesThatBreakTheStandardAreReadAllTheSame(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"the order of what is mandatory":  `ST00012|PersonalAcc=40702810138250123017|Name=ООО «Три кита»|BankName=ОАО "БАНК"|BIC=044525225|CorrespAcc=0|PersAcc=77`,
		"what is mandatory is missing":    `ST00012|BankName=ОАО "БАНК"|BIC=044525225|CorrespAcc=0|Тест=42|persacc=77`,
		"the separator within a value":    `ST00012|Name=ООО|«Три|кита»|PersAcc=77|Purpose=ул. Ленина|кв. 5`,
		"spaces and signs without shape":  "ST00012|Name = ООО\u00a0«Три\u200b кита» | PERSACC = 77\t|",
		"a value that was cut off midway": "ST00012|Name=ООО «Три кита»|PersAcc=77|Purpose=Квартпла\xd1",
		"small letters":                   "st00012|name=a|persacc=77",
		"the number given twice":          "ST00012|PersAcc=5|PersAcc=77",
	} {
		c, err := Parse([]byte(text))
		if err != nil || c.Slip().Number != (housing.Number{Kind: housing.AccountNumber, Value: "77"}) {
			t.Errorf("%s: %v, %v", name, c.values, err)
		}
		if paid := c.Value("Name"); strings.Contains(text, "Три") && paid != "ООО «Три кита»" && paid != "ООО|«Три|кита»" {
			t.Errorf("%s: paid is %q", name, paid)
		}
	}
}

func TestASlipNamesAccountAndAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       housing.Slip
	}{
		{
			"an account, a flat of its own, housing by its code",
			"PersAcc=1203045|PayerAddress=г Светлоречье, ул Ленина, д 12|Flat=45|TechCode=02|PayeeINN=5401234567",
			housing.Slip{
				INN: "5401234567", Number: housing.Number{Kind: housing.AccountNumber, Value: "1203045"},
				Address: "г Светлоречье, ул Ленина, д 12, кв. 45", Utility: true,
			},
		},
		{
			"the flat twice", "PersAcc=1|PayerAddress=Ленина 12 кв 45|Flat=45",
			housing.Slip{
				Number: housing.Number{Kind: housing.AccountNumber, Value: "1"}, Address: "Ленина 12 кв 45", Utility: true,
			},
		},
		{
			"a flat of no house", "Flat=45|TechCode=2",
			housing.Slip{Utility: true},
		},
		{
			"ЕЛС under a name of its own", "ELS_GIS=75да533315|Purpose=ЕЛС",
			housing.Slip{Number: housing.Number{Kind: housing.ELS, Value: "75ДА533315"}, Utility: true},
		},
		{
			"ИЖКУ", "JKU=75ДА533315-01",
			housing.Slip{Number: housing.Number{Kind: housing.IZHKU, Value: "75ДА533315-01"}, Utility: true},
		},
		{
			"a mobile phone", "PersAcc=9130000000|TechCode=01",
			housing.Slip{Number: housing.Number{Kind: housing.AccountNumber, Value: "9130000000"}},
		},
		{
			"equals signs within", "Name=a=b=c|PersAcc=12=3",
			housing.Slip{Payee: "a=b=c", Utility: true},
		},
		{
			"endless words", "Name=" + strings.Repeat("я", 300) + "|PayerAddress=" + strings.Repeat("ю", 300),
			housing.Slip{Payee: strings.Repeat("я", 160), Address: strings.Repeat("ю", 200), Utility: true},
		},
	} {
		c, err := Parse([]byte("ST00012|" + tt.text))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(tt.want, c.Slip()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestOtherCodesAreToldApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"": ErrForeign, "ST": ErrForeign, "ST00012|": ErrForeign, "ST00012|nothing": ErrForeign, "ST00022|Name=a": ErrForeign,
		"ST00014|Name=a": ErrForeign, "ST00012aName=a": ErrForeign, "ST00012=Name=a": ErrForeign, "ST00012 Name=a": ErrForeign,
		"ST00012\x00Name=a": ErrForeign, "https://example.org": ErrForeign, "t=20261110T1020&s=100.00&fn=1&i=2&fp=3&n=1": ErrForeign,
		"ST00012|Name=" + strings.Repeat("a", 3000):           ErrForeign,
		"https://qr.nspk.ru/AD10006M8KH234K782OQM?type=02":    ErrFast,
		"HTTPS://QR.NSPK.RU/AD10006M8KH234K782OQM?TYPE=01&A=": ErrFast,
	} {
		if _, err := Parse([]byte(text)); !errors.Is(err, want) {
			t.Errorf("%.60q: error = %v, want %v", text, err, want)
		}
	}
}

func TestCapitalsAreReadInTheDeclaredSet(t *testing.T) {
	t.Parallel()
	const text = "|Name=УК УЮТНЫЙ ДОМ|PayerAddress=СВЕТЛОРЕЧЬЕ, ЛЕНИНА, 12"
	for digit, set := range map[string]*charmap.Charmap{"1": charmap.Windows1251, "3": charmap.KOI8R} {
		c, err := Parse(in(t, set, "ST0001"+digit+text))
		if err != nil || c.Value("Name") != "УК УЮТНЫЙ ДОМ" {
			t.Errorf("set %s: %v, %v", digit, c.values, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("ST00012|" + ownKeys))
	f.Add(in(f, charmap.Windows1251, "ST00011|"+standard))
	f.Add([]byte("ST00013~Name=\xce\xc1~PersAcc=75ДА533315~Flat=1"))
	f.Add([]byte("https://qr.nspk.ru/AD10006M8KH234K782OQM?type=02"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data)
		if err != nil {
			if !errors.Is(err, ErrForeign) && !errors.Is(err, ErrFast) {
				t.Errorf("error = %v", err)
			}
			return
		}
		s := c.Slip()
		if len([]rune(s.Payee)) > maxPayee || len([]rune(s.Address)) > maxAddress || strings.ContainsAny(s.Payee+s.Address, "\n\x00") {
			t.Errorf("slip %+v", s)
		}
		if again, ok := housing.ParseNumber(s.Number.Value); s.Number.Value != "" && (!ok || again != s.Number) {
			t.Errorf("number %+v reads as %+v", s.Number, again)
		}
	})
}
