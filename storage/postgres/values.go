package postgres

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// dateArg is a day as a parameter; the zero Date is NULL.
func dateArg(d housing.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

// momentArg is a moment as a parameter; the zero time is NULL.
func momentArg(t time.Time) sql.NullTime { return sql.NullTime{Time: t, Valid: !t.IsZero()} }

// periodArg is a period as a parameter: its first day.
func periodArg(p housing.Period) string { return p.First().String() }

// idArg is a key as a parameter; 0 is NULL.
func idArg[T ~int64](id T) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

func dateOf(t sql.NullTime) housing.Date {
	if !t.Valid {
		return housing.Date{}
	}
	return housing.DateOf(t.Time)
}

func periodOf(t time.Time) housing.Period { return housing.DateOf(t).Period() }

func valuesArg(v housing.Values) any {
	texts := make([]string, len(v))
	for i, d := range v {
		texts[i] = d.String()
	}
	return pq.Array(texts)
}

// valuesOf reads figures without the zeros that the column pads them with.
func valuesOf(texts []string) (housing.Values, error) {
	values := make(housing.Values, len(texts))
	for i, s := range texts {
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		d, err := decimal.NewFromString(s)
		if err != nil {
			return nil, fmt.Errorf("read figures: %w", err)
		}
		values[i] = d
	}
	return values, nil
}

// ints turns keys into what the driver sends as an array.
func ints[T ~int64](ids []T) any {
	plain := make([]int64, len(ids))
	for i, id := range ids {
		plain[i] = int64(id)
	}
	return pq.Array(plain)
}

// each converts rows to what they stand for.
func each[R, T any](rows []R, convert func(R) T) []T {
	all := make([]T, len(rows))
	for i := range rows {
		all[i] = convert(rows[i])
	}
	return all
}
