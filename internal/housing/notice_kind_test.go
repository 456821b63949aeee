package housing_test

import (
	"os"
	"regexp"
	"testing"

	"dombot/internal/housing"
)

// A kind that is forgotten in Known would wait for ever.
func TestEveryKindOfNoticeIsKnown(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("exchange.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := regexp.MustCompile(`NoticeKind = "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	if len(kinds) < 30 {
		t.Fatalf("found %d kinds", len(kinds))
	}
	for _, k := range kinds {
		if !housing.NoticeKind(k[1]).Known() {
			t.Errorf("%s is not known", k[1])
		}
	}
	if housing.NoticeKind("of next year").Known() {
		t.Error("any kind is known")
	}
}
