package said

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnAnnouncementIsReadIntoTimesAndHouses(t *testing.T) {
	t.Parallel()
	n := Announcement("*Электроэнергия* (обновлено 25.11.2026)\n"+
		"01-02.12.2026 08:00 - 17:00\u200f\nЛенина: 34-56 (чет), 17-А; Мира 3 https://spam.example/1\n"+
		"<b>с 23:00 03.12 до 06:00 04.12</b>\nСадовая 5\nприносим извинения\nхвс с 13 до 9 05.12\nМира 1", now())
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
	if diff := cmp.Diff([]string{"приносим извинения"}, n.Unknown); diff != "" {
		t.Error(diff)
	}
}

func TestATableHasARowPerLine(t *testing.T) {
	t.Parallel()
	var got []string
	for _, r := range Table("Адрес\tДаты\nЛенина 12\tс 1 по 14 июля\nЛенина 14; Мира 3; 05-18.07\nСадовая\tс 1 по 14 июля\nМира 5\tс 14 по 1 июля", now()) {
		var err error
		if r.Fault != nil {
			err = r.Fault
		}
		got = append(got, drawn(r.Places, r.Unknown)+" | "+shown(r.Times, err))
	}
	want := "?Адрес\tДаты | \nЛенина [12] | 01.07.27 00:00/15.07.27 00:00\nЛенина [14]; Мира [3] | 05.07.27 00:00/19.07.27 00:00\n" +
		"?Садовая | 01.07.27 00:00/15.07.27 00:00\nМира [5] | ends before it begins 14.07 00:00 01.07 00:00"
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Error(diff)
	}
}
