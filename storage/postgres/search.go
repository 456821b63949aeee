package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

const (
	// streetsLooked is how many streets like the typed one are looked at.
	streetsLooked = 30
	// similarEnough is the least likeness of a street to the typed words:
	// «ленена» is 0.57 like «ленина».
	similarEnough = 0.4
	// nearBest is how much less alike than the best one a street may be to
	// be meant too.
	nearBest = 0.15
	// housesLooked bounds the houses from which similar ones are picked.
	housesLooked = 2000
)

// street is a street that the typed words may mean.
type street struct {
	Key  string  `db:"place_key"`
	Like float64 `db:"likeness"`
}

// Search finds houses by a typed address. exact have the typed number (and
// building, where one was typed) on a street that the words may mean, typos
// allowed; similar are other houses of these streets, the nearest numbers
// first, and the same number on streets that sound alike.
func (s *Houses) Search(
	ctx context.Context, q housing.AddressQuery, limit int,
) (exact, similar []housing.House, err error) {
	return s.search(ctx, q, limit, 0)
}

// search looks at the houses of one organisation, at all for 0.
func (s *Houses) search(
	ctx context.Context, q housing.AddressQuery, limit int, org housing.OrganisationID,
) (exact, similar []housing.House, err error) {
	if q.Place == "" {
		rows, err := s.numbered(ctx, q, limit, org)
		return housesOf(rows), nil, err
	}
	streets, err := s.streetsLike(ctx, q.Place)
	if err != nil || len(streets) == 0 {
		return nil, nil, err
	}
	meant, others := splitStreets(streets)
	rows, err := s.candidates(ctx, q.Number, meant, others, org)
	if err != nil {
		return nil, nil, err
	}
	right, near := sortCandidates(q, rows, meant)
	return housesOf(right[:min(limit, len(right))]), housesOf(near[:min(limit, len(near))]), nil
}

const selectStreetsLike = `
	SELECT place_key,
		greatest(
			similarity(street_key, $1), similarity(place_key, $1),
			word_similarity($1, place_key), word_similarity(street_key, $1) * 0.98) AS likeness
	FROM streets
	WHERE street_key % $1 OR place_key % $1 OR $1 <% place_key
	ORDER BY likeness DESC, place_key
	LIMIT $2`

// streetsLike returns the streets that sound like the typed words, best first.
func (s *Houses) streetsLike(ctx context.Context, place string) ([]street, error) {
	var streets []street
	if err := list(ctx, s.DB.pool, &streets, selectStreetsLike, place, streetsLooked); err != nil {
		return nil, fmt.Errorf("find streets: %w", err)
	}
	return slices.DeleteFunc(streets, func(s street) bool { return s.Like < similarEnough }), nil
}

// splitStreets divides streets, best first, into those that are meant and
// those that only sound alike. The likeness of the meant ones is kept by key.
func splitStreets(streets []street) (meant map[string]float64, others []string) {
	meant = map[string]float64{}
	best := streets[0].Like
	least := best - nearBest
	if best > 0.999 {
		least = 0.999
	}
	for _, s := range streets {
		if s.Like >= least {
			meant[s.Key] = s.Like
		} else {
			others = append(others, s.Key)
		}
	}
	return meant, others
}

type candidate struct {
	houseRow
	PlaceKey    string `db:"place_key"`
	NumberKey   string `db:"number_key"`
	BuildingKey string `db:"building_key"`
}

const selectCandidates = `
	SELECT` + houseColumns + `, h.place_key, h.number_key, h.building_key
	FROM` + houseTables + `
	WHERE (h.place_key = ANY ($1) OR h.place_key = ANY ($2) AND h.number_key = $3)
	  AND ($4::bigint = 0 OR h.organisation_id = $4)
	ORDER BY` + naturalOrder + `
	LIMIT $5`

func (s *Houses) candidates(
	ctx context.Context, number string, meant map[string]float64, others []string, org housing.OrganisationID,
) ([]candidate, error) {
	keys := make([]string, 0, len(meant))
	for key := range meant {
		keys = append(keys, key)
	}
	var rows []candidate
	err := list(ctx, s.DB.pool, &rows, selectCandidates,
		pq.Array(keys), pq.Array(others), number, int64(org), housesLooked)
	if err != nil {
		return nil, fmt.Errorf("find houses: %w", err)
	}
	return rows, nil
}

// sortCandidates picks the exact houses and orders the others by likeness.
func sortCandidates(
	q housing.AddressQuery, rows []candidate, meant map[string]float64,
) (exact, near []houseRow) {
	var right, other []candidate
	for i := range rows {
		c := &rows[i]
		_, onStreet := meant[c.PlaceKey]
		if onStreet && c.NumberKey == q.Number && (q.Building == "" || c.BuildingKey == q.Building) {
			right = append(right, *c)
		} else {
			other = append(other, *c)
		}
	}
	slices.SortStableFunc(right, func(a, b candidate) int {
		return cmp.Compare(meant[b.PlaceKey], meant[a.PlaceKey])
	})
	slices.SortStableFunc(other, func(a, b candidate) int {
		_, onA := meant[a.PlaceKey]
		_, onB := meant[b.PlaceKey]
		return cmp.Or(
			cmp.Compare(distance(a.NumberKey, q.Number), distance(b.NumberKey, q.Number)),
			-cmp.Compare(btoi(onA), btoi(onB)),
			cmp.Compare(apart(a.NumberKey, q.Number), apart(b.NumberKey, q.Number)))
	})
	return plain(right), plain(other)
}

func plain(rows []candidate) []houseRow {
	return each(rows, func(c candidate) houseRow { return c.houseRow })
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// distance counts the signs to change, add or drop between two house numbers.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range y {
			change := diagonal
			if r != s {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// apart returns how far two house numbers stand from each other on the street.
func apart(a, b string) int {
	d := leadingNumber(a) - leadingNumber(b)
	return max(d, -d)
}

func leadingNumber(s string) int {
	end := 0
	for end < len(s) && end < 9 && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(s[:end])
	if err != nil {
		return 0
	}
	return n
}

const selectNumbered = `
	SELECT` + houseColumns + `
	FROM` + houseTables + `
	WHERE h.number_key = $1 AND ($2 = '' OR h.building_key = $2)
	  AND ($3::bigint = 0 OR h.organisation_id = $3)
	ORDER BY h.building_key <> '', h.place_key,` + naturalOrder + `
	LIMIT $4`

// numbered returns the houses with a number on whatever street: no street was typed.
func (s *Houses) numbered(
	ctx context.Context, q housing.AddressQuery, limit int, org housing.OrganisationID,
) ([]houseRow, error) {
	var rows []houseRow
	err := list(ctx, s.DB.pool, &rows, selectNumbered, q.Number, q.Building, int64(org), limit)
	if err != nil {
		return nil, fmt.Errorf("find houses by number: %w", err)
	}
	return rows, nil
}
