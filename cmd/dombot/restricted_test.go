package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dombot/dialogs/script"
)

// settled is a resident with everything that may not go through a messenger: an
// account, charges, a payment under way, readings.
const settled = `
anna says /start
anna presses 'Даю согласие'
anna says счёт
anna presses 'Подключить лицевой счёт'
anna presses 'Адрес дома'
anna says ленина 12
anna presses 'Светлоречье, Ленина, 12'
anna says 54СВ203045
anna says 18 345672
anna presses 'Подключить'
anna presses 'Дом'
run charges publish --org 5499001269 --period 2026-10 --yes
run payments shop --org 5499001269 --number 100500 --key-file $dir/own.key
run payments way --org 5499001269 --way wallet
anna says оплатить
anna presses 'Только первый'
anna presses 'Всё:'
anna presses 'Оплатить'
anna presses '«Виртуальный мир»'
run org chat --inn 5499001269 --content restricted --page https://uk.example/lk
prints 'только, что есть новое'
`

// TestARestrictedOrganisationSendsNothingButALink says every word that starts a
// dialog, presses on, waits for every notice, and then looks through all that came
// over the messenger.
func TestARestrictedOrganisationSendsNothingButALink(t *testing.T) {
	t.Parallel()
	stage := newTelegramStage(t, ways{october: true})
	transcript := func() string { return stage.person("anna").Transcript() }
	archive := settled + "-- own.key --\ntest_own\n"
	begin := strings.ReplaceAll(archive, "$dir", unpacked(t, []byte(archive)))
	if err := script.Play(t.Context(), []byte(begin), stage); err != nil {
		t.Fatal(err)
	}
	before := transcript()

	var lines strings.Builder
	lines.WriteString("anna presses 'Проверить'\nbank pays\nanna is told 'есть новое'\n")
	for _, word := range slices.Sorted(maps.Keys(triggers(false))) {
		fmt.Fprintf(&lines, "anna says %s\n", word)
	}
	lines.WriteString("clock 2026-11-24 12:30\nanna is told 'есть новое'\n")
	lines.WriteString("anna says начисления\nanna sees 'они на её странице'\n! anna sees 'Квитанция'\n")
	lines.WriteString("anna says /cancel\nanna says /menu\nanna sees 'Подключена 1 квартира'\n")
	if err := script.Play(t.Context(), []byte(lines.String()), stage); err != nil {
		t.Fatal(err)
	}

	sent := strings.TrimPrefix(transcript(), before)
	if sent == transcript() || !strings.Contains(sent, "Страница организации") {
		t.Fatalf("the transcript cannot be looked through:\n%s", sent)
	}
	forbidden := regexp.MustCompile(`(?i)₽|1203045|54СВ203045|Ленина|кв\. ?\d|\d{9,}|Иванов|345672|«Дом»`)
	for line := range strings.Lines(sent) {
		if said := strings.TrimSpace(line); !strings.HasPrefix(said, "anna:") && !strings.HasPrefix(said, ">") &&
			forbidden.MatchString(said) {
			t.Errorf("it was sent: %s", said)
		}
	}
}
