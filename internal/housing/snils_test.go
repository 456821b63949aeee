package housing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestSNILSIsReadWithItsCheckDigits(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"112-233-445 95": true, "11223344595": true, "112-233-445\u00a095": true,
		"001-001-998 99": true, // older numbers have none
		"087-654-303 00": true, // the sum is 202
		"087-654-302 00": true, // the sum is 100
		"087-654-301 00": false,
		"112-233-445 96": false, "112-233-444 95": false, "1122334459": false, "112233445950": false,
		"": false, "000-000-000 00": false, "112-233-445 9А": false, "１１２２３３４４５９５": false,
	} {
		if _, ok := ParseSNILS(typed); ok != want {
			t.Errorf("ParseSNILS(%q) = %v, want %v", typed, ok, want)
		}
	}
}

func TestSNILSIsNeverPrinted(t *testing.T) {
	t.Parallel()
	s, _ := ParseSNILS("112-233-445 95")
	b, err := json.Marshal(map[string]any{"snils": s, "list": []SNILS{s}})
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{
		s.String(), fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s, s), fmt.Sprintf("%+v", struct{ S SNILS }{s}), string(b),
	} {
		if strings.Contains(shown, "112233") {
			t.Errorf("printed as %s", shown)
		}
	}
}

func TestHashOfSNILSDependsOnItsKey(t *testing.T) {
	t.Parallel()
	key := func(secret string) SNILSKey {
		k, err := NewSNILSKey(strings.Repeat(secret, LeastSNILSKey))
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	one, _ := ParseSNILS("112-233-445 95")
	same, _ := ParseSNILS("11223344595")
	other, _ := ParseSNILS("001-001-998 99")

	h := key("a").Hash(one)

	switch {
	case len(h) != 36 || !bytes.Equal(h, key("a").Hash(same)):
		t.Errorf("hash %x is not that of the same number", h)
	case bytes.Equal(h, key("a").Hash(other)):
		t.Error("two numbers have one hash")
	case bytes.Equal(h[:4], key("b").Hash(one)[:4]) || bytes.Equal(h[4:], key("b").Hash(one)[4:]):
		t.Error("two keys make one hash")
	case SNILSKey{}.Hash(one) != nil || key("a").Hash(SNILS{}) != nil:
		t.Error("something is hashed without key or number")
	}
	if _, err := NewSNILSKey("short"); err == nil {
		t.Error("a short secret makes a key")
	}
}

func TestPeopleAreAddressedPolitely(t *testing.T) {
	t.Parallel()
	for want, i := range map[string]Identity{
		"Мария Петровна И.": {Surname: "Иванова", Name: "Мария", Patronymic: "Петровна"},
		"Аида К.":           {Surname: "Ким", Name: "Аида"},
		"Аида":              {Name: "Аида"},
	} {
		if got := i.Polite(); got != want {
			t.Errorf("addressed as %q, want %q", got, want)
		}
	}
}
