package main

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"dombot/dialogs/script"
)

// onward says what leads to a confirmation from a screen, so that drawn
// schedules reach one often. The first line that fits counts.
type onward struct {
	shown string
	deeds []script.Deed
}

func press(label string) script.Deed { return script.Deed{Verb: "presses", Text: label} }
func say(text string) script.Deed    { return script.Deed{Verb: "says", Text: text} }

// readingLines are readings of the flat in one message.
func readingLines() []script.Deed {
	return []script.Deed{
		say("хвс 125,3 гвс 89"), say("хвс 126 гвс 90,5 свет 3500 1230"), say("хвс 127,1"), say("гвс 126 хвс 91"),
	}
}

func onwards() []onward {
	return []onward{
		{"Не получилось.", []script.Deed{press("Повторить")}},
		{"Согласие на обработку", []script.Deed{press("Даю согласие")}},
		{"Вы не закончили", []script.Deed{press("Продолжить"), press("Не нужно")}},
		{"Проверьте показания", []script.Deed{press(labelSave)}},
		{"Показания сохранены", append(readingLines(), press("Исправить"))},
		{"Не введено", []script.Deed{press(labelSave)}},
		{"переставлены", []script.Deed{press("Поменять"), press("Оставить как есть")}},
		{"→ стало", []script.Deed{press(labelSave)}},
		{"Внесение текущих показаний", append(readingLines(), say("125,3"))},
		{"Список подключённых", []script.Deed{press("Подключить лицевой счёт")}},
		{"Адрес дома: не выбран", []script.Deed{press("Адрес дома")}},
		{"Шаг 3 из 5", []script.Deed{say("ленина 12"), press("Светлоречье, Ленина, 12")}},
		{"Шаг 4 из 5", []script.Deed{say("1203045")}},
		{"Подтвердите, что счёт ваш", []script.Deed{say("18-345672"), press("Нет ни кода")}},
		{"Шаг 5 из 5", []script.Deed{press("Подключить")}},
		{"Как его назвать", []script.Deed{press("Дом"), say("У мамы")}},
		{"подключите лицевой счёт", []script.Deed{press("Подключить лицевой счёт")}},
		{"Действия", append(readingLines(), press("Подключить лицевой счёт"), press("Передать показания"))},
	}
}

// nonsense is what people type without looking.
func nonsense() []script.Deed {
	return []script.Deed{
		say("/start"), say("/menu"), say("/cancel"), say("меню"), say("показания"), say("счёт"), say("газ"), say("абв"),
		say("125,3"), say("хвс 126,1 гвс 89,5"), say("помещения"), say("настройки"), say("/start readings"),
	}
}

// drawDeed draws what a person does next, mostly what leads to a confirmation.
func drawDeed(r *rapid.T, c *perilChat) script.Deed {
	if rapid.IntRange(0, 9).Draw(r, "onward") < 8 {
		if ways := onwardFrom(c); len(ways) > 0 {
			return rapid.SampledFrom(ways).Draw(r, "deed")
		}
	}
	if labels := c.offered(); len(labels) > 0 && rapid.Bool().Draw(r, "button") {
		if rapid.IntRange(0, 3).Draw(r, "live") > 0 && len(c.labels()) > 0 {
			labels = c.labels()
		}
		return press(rapid.SampledFrom(labels).Draw(r, "label"))
	}
	return rapid.SampledFrom(nonsense()).Draw(r, "words")
}

// onwardFrom returns what leads onward from what a person sees.
func onwardFrom(c *perilChat) []script.Deed {
	if c.window == nil {
		return nil
	}
	for _, o := range onwards() {
		if !strings.Contains(c.window.text, o.shown) {
			continue
		}
		return slices.DeleteFunc(o.deeds, func(d script.Deed) bool {
			has := func(label string) bool { return strings.HasPrefix(label, d.Text) }
			return d.Verb == "presses" && !slices.ContainsFunc(c.labels(), has)
		})
	}
	return nil
}

// drawOnward draws a step of an undisturbed way to a confirmation.
func drawOnward(r *rapid.T, s *perilStage, who string) script.Step {
	d := say("/start")
	if ways := onwardFrom(s.person(who).chat); len(ways) > 0 {
		d = rapid.SampledFrom(ways).Draw(r, "deed")
	}
	return script.Step{Who: who, Deeds: []script.Deed{d}}
}

// drawStep draws what happens next.
func drawStep(r *rapid.T, s *perilStage, who string) script.Step {
	c := s.person(who).chat
	step := script.Step{Who: who}
	if s.peril == "" && rapid.IntRange(0, 5).Draw(r, "peril") < 1+2*confirmable(c) {
		return script.Step{Event: drawPeril(r, c)}
	}
	switch rapid.IntRange(0, 24).Draw(r, "kind") {
	case 5:
		return script.Step{Event: rapid.SampledFrom([]string{
			script.Restart, script.Restart, script.Forget, script.Expire, "clock +1h", "clock +3d",
		}).Draw(r, "event")}
	case 6, 7:
		return script.Step{Event: rapid.SampledFrom([]string{script.OnReplica1, script.OnReplica2}).Draw(r, "replica")}
	case 8, 9:
		step.Deeds = []script.Deed{{Verb: "is answered late"}}
		return step
	case 10, 11, 12:
		if c.last != nil {
			step.Deeds = []script.Deed{{Verb: "resends"}}
			return step
		}
	}
	first := drawDeed(r, c)
	step.Deeds = []script.Deed{first}
	switch rapid.IntRange(0, 9).Draw(r, "manner") {
	case 0, 1:
		if first.Verb == "presses" {
			step.Manner = script.Twice
		}
	case 2:
		step.Manner = script.Swapped
	case 3, 4:
		step.Manner = script.AtOnce
		if rapid.IntRange(0, 7).Draw(r, "ordered") > 0 {
			step.Turns = rapid.StringMatching(`[12]{1,12}`).Draw(r, "turns")
		}
	}
	if step.Manner == script.Swapped || step.Manner == script.AtOnce {
		second := first
		if rapid.Bool().Draw(r, "another") {
			second = drawDeed(r, c)
		}
		step.Deeds = append(step.Deeds, second)
	}
	return step
}

// drawPeril draws what befalls the next deed.
func drawPeril(r *rapid.T, c *perilChat) string {
	if confirmable(c) > 0 {
		return rapid.SampledFrom(script.Perils()).Draw(r, "befalls")
	}
	return rapid.SampledFrom([]string{
		script.CrashAfterRedis, script.RedisLosesCall, script.RedisLosesAnswer, script.RedisRepeats,
		script.TelegramLosesCall, script.TelegramLosesAnswer,
	}).Draw(r, "befalls")
}

// confirmable is 1 where the next deed onward is a confirmation, else 0.
func confirmable(c *perilChat) int {
	for _, label := range []string{labelSave, "Подключить", "Даю согласие", "Повторить"} {
		if slices.Contains(c.labels(), label) {
			return 1
		}
	}
	return 0
}
