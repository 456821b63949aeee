package dialogs

import (
	"strings"
	"testing"
)

func TestAnEngineNamesEveryFlowThatDoesNotExist(t *testing.T) {
	t.Parallel()
	registry, err := NewRegistry()
	if err != nil {
		t.Fatal(err)
	}

	_, err = New(Options{
		Flows: registry, Home: "cellar", Gate: "fence",
		Asides: map[string]Aside{"fire": {Flow: "siren"}}, Triggers: map[string]Start{"tea": {Flow: "kettle"}},
	})

	for _, id := range []string{"cellar", "fence", "siren", "kettle"} {
		if err == nil || !strings.Contains(err.Error(), id) {
			t.Errorf("New complains of %v; want %s named", err, id)
		}
	}
}
