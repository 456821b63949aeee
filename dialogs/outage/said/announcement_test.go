package said

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestAnAnnouncementIsReadIntoTimesAndHouses(t *testing.T) {
	t.Parallel()
	n := Announcement("*Электроэнергия* (обновлено 25.11.2026)\n"+
		"01-02.12.2026 08:00 - 17:00\u200f\nЛенина: 34-56 (чет), 17-А; Мира 3 https://spam.example/1\n"+
		"<b>с 23:00 03.12 до 06:00 04.12</b>\nСадовая 5\nзвоните вечером\nхвс с 13 до 9 05.12\nМира 1", now())
	var got []string
	for _, p := range n.Parts {
		var err error
		if p.Fault != nil {
			err = p.Fault
		}
		got = append(got, fmt.Sprint(p.Utilities)+" "+shown(p.Times, err)+" "+drawn(p.Places, nil))
	}
	want := []string{
		"[electricity] 01.12.26 08:00/01.12.26 17:00 02.12.26 08:00/02.12.26 17:00 Ленина [34-56 even] [17-А]; Мира [3]",
		"[electricity] 03.12.26 23:00/04.12.26 06:00 Садовая [5]",
		"[cold_water] ends before it begins 05.12 13:00 05.12 09:00 Мира [1]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"звоните вечером"}, n.Unknown); diff != "" {
		t.Error(diff)
	}
}

func TestProseOfACompanyIsTakenApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Уважаемые потребители! В связи с проведением плановых работ на ТП-123 27-28.11.2026 с 09:00 до 17:00 " +
			"будет отключена электроэнергия по следующим адресам: ул. Ленина, д. 12, 14; ул. Мира 3-7 (нечет). " +
			"Приносим извинения за неудобства.": "в связи с проведением плановых работ на ТП-123 | [electricity] " +
			"27.11.26 09:00/27.11.26 17:00 28.11.26 09:00/28.11.26 17:00 ул. Ленина [12] [14]; ул. Мира [3-7 odd] | []",
		"Информируем Вас о том, что 27 ноября с 9-00 до 17-00 будет произведено отключение холодной воды. " +
			"Причина: ремонт задвижки.\nАдреса:\nул. Ленина:\n12, 14-А\nул. Мира – 3": "ремонт задвижки | [cold_water] " +
			"27.11.26 09:00/27.11.26 17:00 ул. Ленина [12] [14-А]; ул. Мира [3] | []",
		"Дата: 01-03.12.2026 08:00 - 17:00\nПо адресам: Ленина 34-56 (чет), 13-53 (нечет), 17-А\nПричина: ремонт ВЛ-10 кВ\n" +
			"с 23:00 03.12 до 06:00 04.12\nСадовая 5\nПричина: замена опор": "ремонт ВЛ-10 кВ | [] 01.12.26 08:00/01.12.26 17:00 " +
			"02.12.26 08:00/02.12.26 17:00 03.12.26 08:00/03.12.26 17:00 Ленина [34-56 even] [13-53 odd] [17-А] | " +
			"[] 03.12.26 23:00/04.12.26 06:00 Садовая [5] | [замена опор]",
		"Без света: Ленина 12, 14\n27.11 с 9 до 13": " | [electricity] 27.11.26 09:00/27.11.26 13:00 Ленина [12] [14] | []",
		"Ленина 12\n01.12 с 8 до 17\n02.12 с 9 до 12\nсвет Мира 3": " | [] 01.12.26 08:00/01.12.26 17:00  | " +
			"[electricity] 02.12.26 09:00/02.12.26 12:00 Мира [3] | [Ленина 12 01.12 с 8 до 17]",
		"Светлоречье\tЛенина 12\tзвоните": " | [Светлоречье Ленина 12 звоните]",
	} {
		n := Announcement(text, now())
		parts := []string{n.Cause}
		for _, p := range n.Parts {
			parts = append(parts, fmt.Sprint(p.Utilities)+" "+shown(p.Times, nil)+" "+drawn(p.Places, nil))
		}
		parts = append(parts, fmt.Sprint(n.Unknown))
		if got := strings.Join(parts, " | "); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestATableHasARowPerLine(t *testing.T) {
	t.Parallel()
	var got []string
	for _, r := range Table("Адрес\tДаты\nЛенина 12\tс 1 по 14 июля\nЛенина 14; Мира 3; 05-18.07\nСадовая\tс 1 по 14 июля\nМира 5\tс 14 по 1 июля\nЛенина\t16\t01.07.2027\t14.07.2027\nЛенина 18 с 1 по 14 июля", now()) {
		var err error
		if r.Fault != nil {
			err = r.Fault
		}
		got = append(got, drawn(r.Places, r.Unknown)+" | "+shown(r.Times, err))
	}
	want := "?Адрес\tДаты | \nЛенина [12] | 01.07.27 00:00/15.07.27 00:00\nЛенина [14]; Мира [3] | 05.07.27 00:00/19.07.27 00:00\n" +
		"?Садовая | 01.07.27 00:00/15.07.27 00:00\nМира [5] | ends before it begins 14.07 00:00 01.07 00:00\n" +
		"Ленина [16] | 01.07.27 00:00/15.07.27 00:00\nЛенина [18] | 01.07.27 00:00/15.07.27 00:00"
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Error(diff)
	}
}

func FuzzAnnouncement(f *testing.F) {
	for _, s := range []string{
		"Дата: 01-03.12.2026 08:00 - 17:00\nПо адресам: Ленина 34-56 (чет), 13-53 (нечет), 17-А\nПричина: ремонт ВЛ-10 кВ",
		"с 23:00 03.12 до 06:00 04.12\nСадовая 5\nхвс с 13 до 9 05.12\nМира 1",
		"01.12 с 8 до 17\n02.12 с 9 до 12\nЛенина 5",
		"Просим извинить жителей дома 12. <14> В связи с ремонтом дома 3 будет отключён свет",
		"Без света: Ленина 12, 14\n27.11 с 9 до 13",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := Announcement(text, now())
		shown := append([]string{n.Cause}, n.Unknown...)
		for _, p := range n.Parts {
			if len(n.Parts) == 1 || len(p.Places) > 0 { // the time of nothing among others is told as unknown
				shown = append(shown, p.Told)
			}
			for _, one := range p.Places {
				shown = append(shown, one.Text)
			}
			for _, i := range p.Times.Intervals {
				if !i.To.IsZero() && (!i.To.After(i.From) || !i.To.After(now())) {
					t.Errorf("%q has %s", text, i)
				}
			}
		}
		left := numbers(strings.Join(shown, "\n"))
		for number, times := range numbers(Clean(text)) {
			if left[number] < times {
				t.Errorf("%q loses %s: %q", text, number, shown)
			}
		}
	})
}

// numbers counts the runs of digits in a text.
func numbers(text string) map[string]int {
	found := map[string]int{}
	for _, n := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }) {
		found[n]++
	}
	return found
}
