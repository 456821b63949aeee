package pick

import (
	"net/mail"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// longestEmail is what mail servers take (RFC 5321, 4.5.3.1).
const longestEmail, longestName = 254, 64

// ParseEmail reads an address as people write it. What no mail server would
// take, or only a quoted curiosity, is none. An international domain comes back
// in its letters.
func ParseEmail(typed string) (string, bool) {
	typed = strings.TrimPrefix(strings.TrimSpace(typed), "mailto:")
	typed = strings.TrimRight(strings.TrimLeft(typed, "<"), ">.,;")
	a, err := mail.ParseAddress(typed)
	if err != nil || a.Name != "" || a.Address != typed {
		return "", false
	}
	at := strings.LastIndex(typed, "@")
	name, domain := typed[:at], typed[at+1:]
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || !isName(name) || !isDomain(ascii) || len(name)+1+len(ascii) > longestEmail {
		return "", false
	}
	shown, err := idna.Lookup.ToUnicode(ascii)
	return name + "@" + shown, err == nil
}

// isName leaves out what must be quoted, and letters that most servers refuse.
func isName(name string) bool {
	plain := regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]+$`)
	return len(name) <= longestName && plain.MatchString(name)
}

// isDomain wants a name with a top level, as no address of a number is.
func isDomain(ascii string) bool {
	return regexp.MustCompile(`^([a-z0-9-]+\.)+(xn--[a-z0-9-]+|[a-z]{2,})$`).MatchString(ascii)
}
