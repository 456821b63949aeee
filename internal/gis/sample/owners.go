package sample

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"dombot/internal/gis"
)

// The organisations that own premises of the town.
const (
	cityOGRN = "1025400000010"
	shopOGRN = "1095400000024"
)

// Owners writes the register of owners of the town: who pays is mostly who owns, and not always.
func Owners(to io.Writer) error {
	w := newWorkbook()
	titles := titlesOf(gis.SheetOwners)
	w.sheet(gis.SheetOwners, titles, 1)
	for i, r := range from("выписка из ЕГРН", "01.11.2026", ownerships()...) {
		cells := make([]any, len(titles))
		for at, title := range titles {
			cells[at] = r[title]
		}
		w.row(gis.SheetOwners, i+2, cells)
	}
	return w.finish(to)
}

// estate is premises, as the register has them.
type estate struct {
	house, number, kind string
	area                any
	entry               int // counts registrations
}

// right is a row about an owner of the premises.
func (e estate) right(owner, share, since string) row {
	return row{
		"Дом": e.house, "Помещение": e.number, "Вид помещения": e.kind, "Площадь помещения": e.area,
		"Собственник": owner, "Доля": share, "Дата права": since,
		"Номер права": fmt.Sprintf("54:99:010101:%d-54/163/%s", e.entry, since[6:]),
	}
}

func ownerships() []row {
	var rows []row
	names := map[string]string{
		houses()[0].guid: lenina12, houses()[1].guid: lenina122,
		houses()[2].guid: mira3,
	}
	for i, f := range town() {
		e := estate{names[f.house.guid], strconv.Itoa(f.number), "жилое", number(f.area), 1000 + i}
		rows = append(rows, f.owners(e)...)
	}
	for n := 1; n <= 12; n++ {
		e := estate{lenina12, strconv.Itoa(n), "машино-место", 13.25, 5000 + n}
		owner := e.right("ООО «Ромашка»", "", "20.06.2021")
		owner["ОГРН"] = shopOGRN
		if n == 7 {
			owner = e.right(holderOf(KnownAccount), "", "20.06.2021")
			owner["СНИЛС"] = knownSNILS
		}
		rows = append(rows, owner)
	}
	shop := estate{lenina12, "1Н", "нежилое", 214.6, 6001}.right("ООО «Ромашка»", "", "11.02.2015")
	shop["ОГРН"] = shopOGRN
	return append(rows, shop)
}

func holderOf(account string) string {
	for _, f := range town() {
		if f.account == account {
			return strings.Join(f.holder[:], " ")
		}
	}
	return ""
}

// owners are the rights to a flat: of its holder alone, of two, of the city; some were sold.
func (f flat) owners(e estate) []row {
	name := strings.Join(f.holder[:], " ")
	since := fmt.Sprintf("%02d.%02d.%d", 1+f.number%28, 1+f.number%12, 2008+f.number%14)
	alone := e.right(name, "", since)
	if f.snils != "" {
		alone["СНИЛС"] = f.snils
	}
	other := f.relative()
	switch {
	case f.account == KnownAccount:
		return []row{alone}
	case f.account == OtherAccount:
		spouse := e.right(other, "", since)
		alone["Совместная"], spouse["Совместная"] = "Да", "Да"
		return []row{alone, spouse}
	case f.renter:
		city := e.right("Администрация города Светлоречье", "", since)
		city["ОГРН"] = cityOGRN
		return []row{city}
	case f.number%7 == 0:
		return []row{e.right(name, "1/2", since), e.right(other, "1/2", since)}
	case f.number%11 == 0:
		third := e.right(name, "1/3", since)
		joint, spouse := e.right(other, "2/3", since), e.right(f.child(), "2/3", since)
		joint["Совместная"], spouse["Совместная"] = "Да", "Да"
		return []row{third, joint, spouse}
	case f.number%13 == 0:
		sold := e.right(other, "", since)
		sold["Право прекращено"] = "14.05.2025"
		return []row{sold, e.right(name, "", "14.05.2025")}
	}
	return []row{alone}
}

// relative is somebody of the same surname.
func (f flat) relative() string {
	if his, hers := strings.CutSuffix(f.holder[0], "а"); hers {
		return his + " Роман Игоревич"
	}
	return f.holder[0] + "а Нина Павловна"
}

func (f flat) child() string {
	if strings.HasSuffix(f.holder[0], "а") {
		return f.holder[0] + " Алиса Романовна"
	}
	return f.holder[0] + "а Алиса Романовна"
}
