package housing

import "strings"

// Dangerous reports whether a text speaks of gas, fire or flooding: of what
// must be told by telephone before it is written.
func Dangerous(text string) bool {
	for w := range strings.SplitSeq(FoldAddress(text), " ") {
		switch w {
		case "газ", "газа", "газу", "газом", "газе", "дым", "дыма", "дымом", "дымит", "горит", "горим",
			"потоп", "ток", "током":
			return true
		}
		for _, stem := range []string{
			"пожар", "затоп", "залива", "искрит", "искря", "прорва", "загор", "задым", "взрыв", "обруш",
		} {
			if strings.HasPrefix(w, stem) {
				return true
			}
		}
	}
	return false
}

// Alarming reports whether an appeal speaks of a danger.
func (a *Appeal) Alarming() bool { return Dangerous(a.Text()) || Dangerous(a.Topic.Name) }
