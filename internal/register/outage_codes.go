package register

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Reference is a record of a list that ГИС ЖКХ keeps (НСИ): its code and its GUID.
type Reference struct{ Code, GUID string }

// OutageCodes are the records of the lists 361 (kinds of interruptions) and 360
// (their reasons) that reports name. A kind without them is not reported: as of
// version 16.3.0.0 the system takes planned ones alone.
type OutageCodes struct {
	Planned, PlannedReason     Reference
	Emergency, EmergencyReason Reference
}

// ParseOutageCodes reads «planned=1:GUID planned-reason=3:GUID», and the same of
// emergency where it is reported.
func ParseOutageCodes(text string) (c OutageCodes, err error) {
	form := regexp.MustCompile(
		`^([a-z-]+)=(\d+(?:\.\d+){0,3}):([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$`)
	into := map[string]*Reference{
		"planned": &c.Planned, "planned-reason": &c.PlannedReason,
		"emergency": &c.Emergency, "emergency-reason": &c.EmergencyReason,
	}
	for part := range strings.FieldsSeq(text) {
		m := form.FindStringSubmatch(part)
		if len(m) == 0 || into[m[1]] == nil {
			return c, fmt.Errorf("has %q: want planned=1:GUID planned-reason=3:GUID", part)
		}
		*into[m[1]] = Reference{Code: m[2], GUID: strings.ToLower(m[3])}
	}
	if c.Planned == (Reference{}) || c.PlannedReason == (Reference{}) {
		return c, errors.New("lacks planned or planned-reason: want both")
	}
	if (c.Emergency == Reference{}) != (c.EmergencyReason == Reference{}) {
		return c, errors.New("has emergency without emergency-reason, or the other way round: want both")
	}
	return c, nil
}
