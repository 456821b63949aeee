package dialogs

import (
	"strconv"
	"strings"
)

// tag is what a button carries: which dialog, which revision of it. The act
// itself is looked up in the session by the button's number.
type tag struct {
	Instance string
	Rev      int64
}

// tagVersion starts every button, so that a later format is told apart.
const tagVersion = "1"

// data writes the tag of button i: «1.instance.rev.i», far below 64 bytes.
func (t tag) data(i int) string {
	return strings.Join([]string{tagVersion, t.Instance, strconv.FormatInt(t.Rev, 36), strconv.Itoa(i)}, ".")
}

// parseTag reads what a button carried; false for anything that data did not
// write, another spelling of it as well: what is carried names a confirmation.
func parseTag(data string) (t tag, i int, ok bool) {
	parts := strings.Split(data, ".")
	if len(data) > 64 || len(parts) != 4 || parts[1] == "" {
		return tag{}, 0, false
	}
	rev, err := strconv.ParseInt(parts[2], 36, 64)
	if err != nil || rev < 0 {
		return tag{}, 0, false
	}
	i, err = strconv.Atoi(parts[3])
	if t = (tag{Instance: parts[1], Rev: rev}); err != nil || i < 0 || t.data(i) != data {
		return tag{}, 0, false
	}
	return t, i, true
}
