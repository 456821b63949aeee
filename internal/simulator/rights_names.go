package simulator

import "fmt"

// Names lists the rights as fields of the Bot API.
func (r Right) Names() []string {
	names := []string{}
	for i, name := range rightNames() {
		if r.has(1 << i) {
			names = append(names, name)
		}
	}
	return names
}

// RightsOf adds up rights by their names in the Bot API.
func RightsOf(names ...string) (Right, error) {
	fields := map[string]bool{}
	for _, name := range names {
		fields[name] = true
	}
	r := rightsIn(fields)
	for _, name := range names {
		if rightsIn(map[string]bool{name: true}) == 0 {
			return 0, fmt.Errorf("no such right: %q", name)
		}
	}
	return r, nil
}
