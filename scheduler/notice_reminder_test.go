package scheduler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
)

// remindedOf returns what a person reads on the 24th of November.
func remindedOf(t *testing.T, topic housing.ReminderTopic, items ...housing.ReminderItem) string {
	t.Helper()
	d, _, l := delivery(t, housing.Notice{
		ID: 1, Chat: 1, Kind: housing.NoticeReminder,
		Reminder: &housing.Reminder{Topic: topic, Items: housing.WorthReminding(items)},
	})
	if _, err := d.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(l.said[1], "\u00a0", " ")
}

// flat is an account that lacks readings in a window.
func flat(name string, w housing.Window, resources ...housing.Resource) housing.ReminderItem {
	day := housing.DateOf(noon())
	meters := make([]housing.Meter, 0, len(resources))
	for _, r := range resources {
		meters = append(meters, housing.Meter{Resource: r})
	}
	i := housing.ReadingsItem(w.On(day), meters, day)
	i.Name = name
	return i
}

func TestFlatsWithOtherWindowsHaveTheirDays(t *testing.T) {
	t.Parallel()
	got := remindedOf(t, housing.RemindReadings,
		flat("Дача", housing.Window{From: 23, To: 30}, housing.Electricity),
		flat("Дом", housing.Window{From: 20, To: 25}, housing.ColdWater, housing.ColdWater, housing.HotWater),
		flat("Гараж", housing.Window{From: 26, To: 3}, housing.Electricity))

	want := `До среды, 25 ноября, осталось передать показания
Дом: холодная вода, горячая вода.
Дача: 1 счётчик, приём с 23 по 30 ноября.
Гараж: 1 счётчик, приём с 26 ноября по 3 декабря.
Можно ответить на это сообщение: хвс 125,3 гвс 89.`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAReminderOfManyFlatsFitsIntoAMessage(t *testing.T) {
	t.Parallel()
	items := make([]housing.ReminderItem, 0, 30)
	for i := range cap(items) {
		items = append(items, flat(fmt.Sprintf("%d%s", i, strings.Repeat("ж", 40)), housing.DefaultWindow(), housing.Gas))
	}
	if got := remindedOf(t, housing.RemindReadings, items...); len([]rune(got)) > 4096 || !strings.Contains(got, "И ещё 22.") {
		t.Errorf("got\n%s", got)
	}
}

func TestSpecsAreHeldToTheHours(t *testing.T) {
	t.Parallel()
	for spec, ok := range map[string]bool{
		"0 10 * * *": true, "0 8 * * *": true, "0 12 20-25 * *": true, "1 12 * * *": false, "59 7 * * *": false,
		"0 9,23 * * *": false, "@every 1h": false, "0 10 30 2 *": false, "CRON_TZ=Asia/Omsk 0 10 * * *": false, "": false,
	} {
		if err := CheckSpec(spec, 8*time.Hour, 12*time.Hour); (err == nil) != ok {
			t.Errorf("spec %q: %v", spec, err)
		}
	}
}
