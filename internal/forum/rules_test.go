package forum_test

import (
	"testing"
	"unicode/utf8"

	"dombot/internal/forum"
)

func TestWhatIsAskedAboutBeforeItIsSent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Звоните 8 (913) 000-00-00":            true,
		"+7 913 0000000":                       true,
		"мой 9130000000":                       true,
		"карта 4000 0000 0000 0002":            true,
		"карта 4000 0000 0000 0003":            false,
		"anna@example.org":                     true,
		"@все, собираемся":                     false,
		"собрание 23.11.2026 в 19:00, 3 этаж":  false,
		"счёт 1203045, сумма 12 345,67":        false,
		"с 8 до 20 ежедневно, тел. в подъезде": false,
	} {
		if got := forum.Reveals(text); got != want {
			t.Errorf("Reveals(%q) = %v", text, got)
		}
	}
	for text, want := range map[string]bool{
		"Лучшее КАЗИНО": true, "лучшее кaзинo": true, "оскорблять нельзя": false, "хачапури и жидкое мыло": false,
		"педикюр": false, "мудак": true, "закладка фундамента": false,
	} {
		if got := forum.Suspicious(text); got != want {
			t.Errorf("Suspicious(%q) = %v", text, got)
		}
	}
}

func TestNamesLookLikeNobodyElse(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"Садовод": true, "Анна-Мария": true, "кв 45": false, "45": false, "Модератор": false, "Админиcтрация": false,
		"Я": false, "Сосед": false, "Домовёнок": true, "ДомБот": false, "- -": false, "очень длинный псевдоним": false,
	} {
		if _, _, ok := forum.ParseName(typed); ok != want {
			t.Errorf("ParseName(%q) = %v", typed, ok)
		}
	}
	_, latin, _ := forum.ParseName("Caдовод")
	_, russian, _ := forum.ParseName("садо вод")
	if latin != russian {
		t.Errorf("keys %q and %q differ", latin, russian)
	}
}

func FuzzWhatIsTyped(f *testing.F) {
	for _, s := range []string{"", "Садовод", "8 913 000 00 00", "\u202eabc", "a@b.c", "\xff\n", "№"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		forum.Reveals(s)
		forum.Suspicious(s)
		text, ok := forum.ParseText(s, false)
		if again, same := forum.ParseText(text, false); ok && (again != text || !same || !utf8.ValidString(text)) {
			t.Errorf("%q is read as %q, then as %q", s, text, again)
		}
		if name, key, ok := forum.ParseName(s); ok {
			if again, same, fine := forum.ParseName(name); !fine || again != name || same != key {
				t.Errorf("%q is the name %q, then %q", s, name, again)
			}
		}
	})
}
