package housing

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFoldAddressLevelsSpelling(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                     "",
		" .,! ":                "",
		"УЛ. ЛЕНИНА, д.5":      "ул ленина д 5",
		"Королёва":             "королева",
		"КОРОЛЁВА":             "королева",
		"«Мира»":               "мира",
		"ленина\u00a05":        "ленина 5",
		"12/2":                 "12/2",
		"2-я Садовая":          "2-я садовая",
		"12a":                  "12а", // Latin letter of a number
		"12 A":                 "12 а",
		"12K2":                 "12к2",
		"Лeнина":               "ленина", // Latin e among Cyrillic letters
		"Green Park":           "green park",
		"Серии\u0306ная":       "серийная", // decomposed й
		"Короле\u0308ва":       "королева",
		"тер. СНТ «Ромашка-2»": "тер снт ромашка-2",
		"１２":                   "", // digits of other scripts are no digits
		"д.№12":                "д 12",
		"Респ. Саха /Якутия/":  "респ саха /якутия/",
		"Шоссе Энтузиастов 🏠 дом 31": "шоссе энтузиастов дом 31",
	} {
		if got := FoldAddress(typed); got != want {
			t.Errorf("FoldAddress(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestTypedAddressIsTakenApart(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]AddressQuery{
		"":                         {},
		"ленина":                   {Place: "ленина"},
		"ленина 5":                 {Place: "ленина", Number: "5"},
		"ул Ленена 5":              {Place: "ленена", Number: "5"},
		"ул.Ленина,д.5":            {Place: "ленина", Number: "5"},
		"ленина д5":                {Place: "ленина", Number: "5"},
		"ленина дом 5":             {Place: "ленина", Number: "5"},
		"ленина 012":               {Place: "ленина", Number: "12"},
		"пр-кт мира 12к2":          {Place: "мира", Number: "12", Building: "2"},
		"пр.Мира 12":               {Place: "мира", Number: "12"},
		"пр-кт мира 12 к. 2 кв 45": {Place: "мира", Number: "12", Building: "2", Premises: "45"},
		"12 корпус 2":              {Number: "12", Building: "2"},
		"12":                       {Number: "12"},
		"ленина 12 корп. А":        {Place: "ленина", Number: "12", Building: "а"},
		"ленина 12 к а":            {Place: "ленина", Number: "12", Building: "а"},
		"8 марта":                  {Place: "8 марта"},
		"8 марта 12":               {Place: "8 марта", Number: "12"},
		"ул. 9 Января, 5а":         {Place: "9 января", Number: "5а"},
		"50 лет октября 3 кв 7":    {Place: "50 лет октября", Number: "3", Premises: "7"},
		"ленина 12/2":              {Place: "ленина", Number: "12/2"},
		"ленина 12 / 2":            {Place: "ленина", Number: "12/2"},
		"ленина 12а/2б":            {Place: "ленина", Number: "12а/2б"},
		"ленина 12а":               {Place: "ленина", Number: "12а"},
		"ленина 12 а":              {Place: "ленина", Number: "12а"},
		"ленина 12-а":              {Place: "ленина", Number: "12а"},
		"ленина 12А":               {Place: "ленина", Number: "12а"},
		"ленина 12a":               {Place: "ленина", Number: "12а"},
		"ленина 12к":               {Place: "ленина", Number: "12к"},
		"ленина д.12 стр 1":        {Place: "ленина", Number: "12", Building: "стр. 1"},
		"ленина 12с1":              {Place: "ленина", Number: "12", Building: "стр. 1"},
		"ленина 12к2с3":            {Place: "ленина", Number: "12", Building: "2 стр. 3"},
		"ленина 5 литера Б":        {Place: "ленина", Number: "5б"},
		"мкр 5 дом 3":              {Place: "5", Number: "3"},
		"мкр 5":                    {Place: "5"},
		"мкр 5 12":                 {Place: "5", Number: "12"},
		"5 мкр 12":                 {Place: "5", Number: "12"},
		"кв-л 3, д. 12":            {Place: "3", Number: "12"},
		"кв-л 3 12":                {Place: "3", Number: "12"},
		"м-н 3 12":                 {Place: "3", Number: "12"},
		"2-я садовая 7а":           {Place: "2-я садовая", Number: "7а"},
		"садовая 2-я, 7":           {Place: "садовая 2-я", Number: "7"},
		"7-я линия 4":              {Place: "7-я", Number: "4"},
		"ленина 12-45":             {Place: "ленина", Number: "12", Premises: "45"},
		"ленина 12 – 45":           {Place: "ленина", Number: "12", Premises: "45"},
		"ленина 12 45":             {Place: "ленина", Number: "12", Premises: "45"},
		"ленина 12а 45":            {Place: "ленина", Number: "12а", Premises: "45"},
		"ленина 12к2-45":           {Place: "ленина", Number: "12", Building: "2", Premises: "45"},
		"ленина 12 кв. № 45":       {Place: "ленина", Number: "12", Premises: "45"},
		"ленина 12 кв45а":          {Place: "ленина", Number: "12", Premises: "45а"},
		"ленина 12 подъезд 2 этаж 3 кв 45":    {Place: "ленина", Number: "12", Premises: "45"},
		"ленина 12 кв 45 комн 2":              {Place: "ленина", Number: "12", Premises: "45"},
		"ленина 12 кв 45 к 2":                 {Place: "ленина", Number: "12", Premises: "45"},
		"кв 45":                               {Place: "кв 45"},
		"ленина 12, Светлоречье":              {Place: "светлоречье ленина", Number: "12"},
		"ленина, 12, литера а":                {Place: "ленина", Number: "12а"},
		"г Светлоречье, ул Ленина, 5":         {Place: "светлоречье ленина", Number: "5"},
		"630000, г Светлоречье, ул Ленина, 5": {Place: "светлоречье ленина", Number: "5"},
		"светлоречье 630000":                  {Place: "светлоречье 630000"},
		"ленина 0":                            {Place: "ленина 0"},
		"Green Park 5":                        {Place: "green park", Number: "5"},
		"с Ивановка 5":                        {Place: "ивановка", Number: "5"},
	} {
		if diff := cmp.Diff(want, ParseQuery(typed)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", typed, diff)
		}
	}
}

func TestRegisterAddressIsTakenApart(t *testing.T) {
	t.Parallel()
	lenina := Address{Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Ленина", Number: "12"}
	with := func(change func(*Address)) Address {
		a := lenina
		change(&a)
		return a
	}
	korpus := with(func(a *Address) { a.Building = "2" })
	for line, want := range map[string]Address{
		"630000, Новосибирская обл, г Светлоречье, ул Ленина, д. 12, корп. 2":                             korpus,
		"Новосибирская область, город Светлоречье, улица Ленина, дом 12, корпус 2":                        korpus,
		"Россия, обл. Новосибирская, г.Светлоречье, ул.Ленина, д.12 к.2":                                  korpus,
		"630000 Новосибирская обл., Светлоречье г, Ленина ул, дом № 12, корпус 2":                         korpus,
		"НОВОСИБИРСКАЯ ОБЛ., г.о. Светлоречье, г Светлоречье, ул Ленина, 12к2":                            with(func(a *Address) { *a = korpus; a.Region = "НОВОСИБИРСКАЯ обл." }),
		"Новосибирская обл, городской округ город Светлоречье, г Светлоречье, ул Ленина, д 12":            lenina,
		"Новосибирская обл, г Светлоречье, Кировский р-н, ул Ленина, д 12":                                lenina,
		"Новосибирская обл, г Светлоречье, ул Ленина 12":                                                  lenina,
		"Новосибирская обл, г Светлоречье, ул Ленина, д 12, кв 45":                                        lenina,
		"Новосибирская обл, г Светлоречье, Ленина, 12":                                                    with(func(a *Address) { a.Street = "Ленина" }),
		"Новосибирская обл, г Светлоречье, ул Ленина, д 12, стр. 1":                                       with(func(a *Address) { a.Building = "стр. 1" }),
		"Новосибирская обл, г Светлоречье, ул Ленина, д 12, литера А":                                     with(func(a *Address) { a.Number = "12а" }),
		"Новосибирская обл, г Светлоречье, ул Ленина, д 12/2":                                             with(func(a *Address) { a.Number = "12/2" }),
		"Новосибирская обл, г Светлоречье, ул Ленина, д 12-14":                                            with(func(a *Address) { a.Number = "12-14" }),
		"Новосибирская обл, г Светлоречье, проспект Мира, д 12":                                           with(func(a *Address) { a.Street = "пр-кт Мира" }),
		"Новосибирская обл, г Светлоречье, ул 8 Марта, д 12":                                              with(func(a *Address) { a.Street = "ул. 8 Марта" }),
		"Новосибирская обл, г Светлоречье, ул 8 Марта 12":                                                 with(func(a *Address) { a.Street = "ул. 8 Марта" }),
		"Новосибирская обл, г Светлоречье, 8 Марта, 12":                                                   with(func(a *Address) { a.Street = "8 Марта" }),
		"Новосибирская обл, г Светлоречье, мкр 5, д 12":                                                   with(func(a *Address) { a.Street = "мкр 5" }),
		"Новосибирская обл, г Светлоречье, кв-л 5, д 12":                                                  with(func(a *Address) { a.Street = "кв-л 5" }),
		"Новосибирская обл, г Светлоречье, 2-я Садовая ул, д 12":                                          with(func(a *Address) { a.Street = "ул. 2-я Садовая" }),
		"Новосибирская обл, г Светлоречье, мкр Северный, ул Ленина, д 12":                                 with(func(a *Address) { a.Street = "мкр Северный, ул. Ленина" }),
		"Новосибирская обл, г Светлоречье, тер. СНТ Ромашка, д 12":                                        with(func(a *Address) { a.Street = "тер. СНТ Ромашка" }),
		"Новосибирская обл, Искитимский р-н, рп Светлый, ул Ленина, д 12":                                 with(func(a *Address) { a.Settlement = "рп Светлый (Искитимский р-н)" }),
		"Новосибирская обл, м.р-н Искитимский, г.п. рабочий поселок Светлый, рп Светлый, ул Ленина, д 12": with(func(a *Address) { a.Settlement = "рп Светлый (Искитимский р-н)" }),
		"Новосибирская обл, рп Светлый (Искитимский р-н), ул Ленина, д 12":                                with(func(a *Address) { a.Settlement = "рп Светлый (Искитимский р-н)" }),
		"Новосибирская обл, рп  Светлый, ул Ленина, д 12":                                                 with(func(a *Address) { a.Settlement = "рп Светлый" }),
		"г Москва, ул Ленина, д 12":                                                                       with(func(a *Address) { a.Region, a.Settlement = "Москва", "Москва" }),
		"г. Москва, г. Москва, ул Ленина, д 12":                                                           with(func(a *Address) { a.Region, a.Settlement = "Москва", "Москва" }),
		"г Москва, г Зеленоград, ул Ленина, д 12":                                                         with(func(a *Address) { a.Region, a.Settlement = "Москва", "Зеленоград" }),
		"Ханты-Мансийский автономный округ - Югра, г Светлоречье, ул Ленина, д 12": with(func(a *Address) {
			a.Region = "Ханты-Мансийский автономный округ - Югра"
		}),
		"Респ Саха /Якутия/, г Светлоречье, ул Ленина, д 12": with(func(a *Address) { a.Region = "Респ Саха /Якутия/" }),
	} {
		got, ok := ParseAddress(line)
		if !ok {
			t.Errorf("%q is refused, read as %+v", line, got)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
	}
}

func TestAddressWithoutSettlementStreetOrHouseIsRefused(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"", ",,,", "630000", "Новосибирская обл", "Новосибирская обл, г Светлоречье",
		"Новосибирская обл, г Светлоречье, ул Ленина", "ул Ленина, д. 12", "г Светлоречье, д. 12",
		"г Светлоречье, ул Ленина, д. 12, что-то ещё 5 раз", "г Светлоречье, ул Ленина, д. б/н",
	} {
		if a, ok := ParseAddress(line); ok {
			t.Errorf("%q is read as %+v", line, a)
		}
	}
}

func TestOneHouseIsTheSameInEverySpelling(t *testing.T) {
	t.Parallel()
	a := Address{
		Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Королёва",
		Number: "12а", Building: "2",
	}
	for what, change := range map[string]func(*Address){
		"Region":          func(a *Address) { a.Region = "обл Новосибирская" },
		"City":            func(a *Address) { a.Settlement = "г. Светлоречье" },
		"Street":          func(a *Address) { a.Street = "Королева ул" },
		"Number":          func(a *Address) { a.Number = "д. 12 А" },
		"LatinNumber":     func(a *Address) { a.Number = "12A" },
		"Building":        func(a *Address) { a.Building = "корп. 2" },
		"LeadingZero":     func(a *Address) { a.Building = "02" },
		"LatinLookalikes": func(a *Address) { a.Settlement = "Cветлоречье" },
	} {
		b := a
		change(&b)
		if !a.Same(b) || !b.Same(a) {
			t.Errorf("%s: %+v is another house than %+v", what, b, a)
		}
	}
}

func TestDifferentHousesAreNotTheSame(t *testing.T) {
	t.Parallel()
	a := Address{Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Ленина", Number: "12", Building: "2"}
	for what, change := range map[string]func(*Address){
		"Region":     func(a *Address) { a.Region = "Томская обл." },
		"Settlement": func(a *Address) { a.Settlement = "Светлоречье (Заречный р-н)" },
		"Street":     func(a *Address) { a.Street = "ул. Ленинградская" },
		"Number":     func(a *Address) { a.Number = "12а" },
		"Range":      func(a *Address) { a.Number = "12-14" },
		"NoNumber":   func(a *Address) { a.Number = "б/н" },
		"Building":   func(a *Address) { a.Building = "" },
		"Structure":  func(a *Address) { a.Building = "стр. 2" },
	} {
		b := a
		change(&b)
		if a.Same(b) || b.Same(a) {
			t.Errorf("%s: %+v is the same house as %+v", what, b, a)
		}
	}
}

func TestBuildingKeyIsThatOfATypedBuilding(t *testing.T) {
	t.Parallel()
	for building, typed := range map[string]string{
		"2": "ленина 12к2", "2А": "ленина 12 корп 2а", "А": "ленина 12 корпус а", "стр. 1": "ленина 12с1",
		"2 стр. 1": "ленина 12к2с1", "корп. 2, стр. 1": "ленина 12 к 2 с 1", "": "ленина 12",
	} {
		if got, want := (Address{Building: building}).BuildingKey(), ParseQuery(typed).Building; got != want {
			t.Errorf("the key of %q is %q, that of %q is %q", building, got, typed, want)
		}
	}
}

func TestKeysOfHouseAreWhatIsTypedForIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := someHouse(t)
		line := a.Settlement + " " + a.Street + ", д. " + a.Number
		if a.Building != "" {
			line += ", корп. " + a.Building
		}
		q := ParseQuery(line)
		want := AddressQuery{Place: a.PlaceKey(), Number: a.NumberKey(), Building: a.BuildingKey()}
		if diff := cmp.Diff(want, q); diff != "" {
			t.Fatalf("%q (-keys +typed):\n%s", line, diff)
		}
	})
}

func TestRegisterLineIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := someHouse(t)
		a.Region = rapid.SampledFrom([]string{"Новосибирская обл.", "Пермский край", "Респ. Тыва"}).Draw(t, "region")
		parts := []string{a.Region, "г. " + a.Settlement, a.Street, "д. " + a.Number}
		if a.Building != "" {
			parts = append(parts, "корп. "+a.Building)
		}
		line := strings.Join(parts, rapid.SampledFrom([]string{", ", ",", " , "}).Draw(t, "comma"))
		got, ok := ParseAddress(line)
		if diff := cmp.Diff(a, got); !ok || diff != "" {
			t.Fatalf("%q, %v (-want +got):\n%s", line, ok, diff)
		}
		if !got.Same(a) {
			t.Fatalf("%+v is not %+v", got, a)
		}
	})
}

func someHouse(t *rapid.T) Address {
	return Address{
		Settlement: rapid.SampledFrom([]string{"Светлоречье", "Новый Город", "Усть-Каменка"}).Draw(t, "settlement"),
		Street: rapid.SampledFrom([]string{
			"ул. Ленина", "пр-кт Мира", "ул. 8 Марта", "ул. 50 лет Октября", "мкр 5",
			"пер. 2-й Садовый", "ул. 1905 года", "б-р Победы", "7-я линия", "наб. Реки Каменки",
		}).Draw(t, "street"),
		Number:   rapid.StringMatching(`[1-9][0-9]{0,2}[авбг]?(/[1-9][0-9]?)?`).Draw(t, "number"),
		Building: rapid.StringMatching(`([1-9][0-9]?а?)?`).Draw(t, "building"),
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"ленина 5", "12к2с3", "мкр 5 дом 3", "2-я садовая 7а", "ленина 12-45", "к", "5/", "5-", "а,5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := FoldAddress(s)
		if again := FoldAddress(folded); again != folded {
			t.Errorf("%q folds to %q, then to %q", s, folded, again)
		}
		q := ParseQuery(s)
		if len(q.Place)+len(q.Number) > 0 && folded == "" {
			t.Errorf("%q gave %+v out of nothing", s, q)
		}
		if q.Number != "" && (Address{Number: q.Number}).NumberKey() != q.Number {
			t.Errorf("number %q of %q has the key %q", q.Number, s, Address{Number: q.Number}.NumberKey())
		}
		if key := (Address{Building: q.Building}).BuildingKey(); key != q.Building {
			t.Errorf("building %q of %q has the key %q", q.Building, s, key)
		}
		if again := ParseQuery(folded); q.Number == "" && !strings.Contains(s, ",") && q.Place != again.Place {
			t.Errorf("%q is looked for at %q, folded at %q", s, q.Place, again.Place)
		}
		if len(q.Place) > len(folded) {
			t.Errorf("%q is looked for at %q", s, q.Place)
		}
	})
}

func FuzzParseAddress(f *testing.F) {
	f.Add("630000, Новосибирская обл, г Светлоречье, ул Ленина, д. 12, корп. 2")
	f.Add("м.р-н Искитимский,рп Светлый,Ленина ул,12 стр 1")
	f.Add("г.,ул.,1")
	f.Fuzz(func(t *testing.T, s string) {
		a, ok := ParseAddress(s)
		if ok && (a.Region == "" || a.Settlement == "" || a.Street == "" || a.Number == "") {
			t.Errorf("%q is accepted as %+v", s, a)
		}
		if !a.Same(a) {
			t.Errorf("%+v is not itself", a)
		}
		key := Address{a.Region, a.Settlement, a.Street, a.NumberKey(), a.BuildingKey()}
		if ok && !key.Same(a) {
			t.Errorf("%+v is not the house of its keys %+v", a, key)
		}
		if again, known := ParseAddress(strings.Join(strings.Fields(s), " ")); known != ok || again != a {
			t.Errorf("%q is read as %+v, %v; with single spaces as %+v, %v", s, a, ok, again, known)
		}
	})
}

func BenchmarkParseAddress(b *testing.B) {
	for b.Loop() {
		ParseAddress("630000, Новосибирская обл, г Светлоречье, ул Ленина, д. 12, корп. 2")
	}
}

func BenchmarkParseQuery(b *testing.B) {
	for b.Loop() {
		ParseQuery("пр-кт мира 12 к. 2 кв 45")
	}
}

func BenchmarkFoldAddress(b *testing.B) {
	for b.Loop() {
		FoldAddress("Новосибирская обл, г Светлоречье, ул Ленина, д. 12")
	}
}
