package script

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Trouble is a way in which the messenger goes wrong; the zero one is none.
type Trouble struct {
	Silent     bool          // nothing is answered
	HangsUp    bool          // calls are carried out, the answer is lost
	Code       int           // every call is refused with it
	RetryAfter time.Duration // said with a refusal 429
}

func (p *player) telegram(ctx context.Context, rest string) error {
	t, err := troubleOf(rest)
	if err != nil {
		return err
	}
	return p.stage.Befall(ctx, t)
}

func troubleOf(line string) (t Trouble, err error) {
	switch line {
	case "recovers":
		return Trouble{}, nil
	case "is silent":
		return Trouble{Silent: true}, nil
	case "hangs up":
		return Trouble{HangsUp: true}, nil
	}
	m := regexp.MustCompile(`^refuses with (429|500|502)(?: for (\S+))?$`).FindStringSubmatch(line)
	if m == nil {
		return t, fmt.Errorf("unknown trouble %q", line)
	}
	t.Code, _ = strconv.Atoi(m[1])
	if m[2] != "" {
		if t.RetryAfter, err = time.ParseDuration(m[2]); err != nil {
			return t, fmt.Errorf("read trouble: %w", err)
		}
	}
	return t, nil
}
