package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"

	"dombot/dialogs/registration"
	"dombot/internal/esia/provider"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/simulator"
	"dombot/internal/texts"
	"dombot/internal/web"
	"dombot/storage/postgres"
)

// The town as a client of its provider.
const (
	townSystem = "DOMBOT"
	townSecret = "the secret of an invented system"
	townHash   = "the key that СНИЛС of the invented town are hashed with"
)

// loadPeople loads the town, its people known by hashes under the key of the demo
// unless the environment sets one.
func loadPeople(ctx context.Context, c *Config, db *postgres.DB, clock Clock) (err error) {
	if !c.Door.Key.Set() {
		if c.Door.Key, err = housing.NewSNILSKey(townHash); err != nil {
			return err
		}
	}
	return loadSamples(ctx, db, clock, c.Door.Key)
}

// demoSignIn starts a provider of invented people, unless the environment says how people sign in.
func (a *App) demoSignIn(
	ctx context.Context, c *Config, w World, clock Clock, t *texts.Catalogue,
) error {
	if w.Getenv("SIGNIN") != "" {
		return nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	door, err := townProvider("http://"+l.Addr().String(), c.Public, clock, t)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	a.serveHTTP(l, door)
	key := c.Door.Key
	c.SignIn, c.Door = registration.ESIA, townDoor("http://"+l.Addr().String())
	c.Door.Key, c.Door.Chat = key, simulatedChat(c.Public)
	return nil
}

// townDoor is how the bot of the town knows its provider.
func townDoor(issuer string) signInSettings {
	return signInSettings{Issuer: issuer, ID: townSystem, Secret: townSecret}
}

// townProvider lets the people of the town in, and some that have no account there.
func townProvider(issuer, public string, clock Clock, t *texts.Catalogue) (*provider.Provider, error) {
	residents := sample.Residents()
	people := make([]provider.Person, 0, len(residents)+2)
	for _, r := range residents {
		people = append(people, provider.Person{
			Surname: r.Surname, Name: r.Name, Patronymic: r.Patronymic, SNILS: r.SNILS,
			About: t.Label("provider.account", "Number", r.Account),
		})
	}
	first := people[0]
	first.SNILS, first.About = sample.Namesake, t.Label("provider.namesake")
	people = append(people, first, provider.Person{
		Surname: "Рощин", Name: "Семён", Patronymic: "Львович", SNILS: sample.Elsewhere, Unconfirmed: true,
	})
	return provider.New(provider.Options{
		Issuer: issuer, ID: townSystem, Secret: townSecret, Return: public + web.BackPath, People: people,
		Texts: t, Now: clock.Now, Random: rand.Reader,
	})
}

// chatPath is where the page of a sign-in leads back to the simulated chat.
const chatPath = "/esia/chat"

// simulatedChat leads back to the chat of a person of the simulator, which no link of the messenger reaches.
func simulatedChat(public string) func(user int64, finish string) string {
	return func(user int64, finish string) string {
		if finish == "" {
			return public + "/"
		}
		start := registration.FinishPrefix + finish
		return fmt.Sprintf("%s%s?person=%d&start=%s", public, chatPath, user, start)
	}
}

// backToChat starts the bot as the person does who follows its link, and shows the chat.
func backToChat(sim *simulator.Server, address func() string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(r.URL.Query().Get("person"), 10, 64)
		person := sim.PersonByID(id)
		if err != nil || person == nil {
			http.NotFound(w, r)
			return
		}
		if err := person.Follow(address() + "?start=" + r.URL.Query().Get("start")); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, fmt.Sprintf("/#person=%d", id), http.StatusSeeOther)
	})
}
