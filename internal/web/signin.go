package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"dombot/internal/housing"
)

// The pages of the sign-in: the token of a link follows the first, the provider sends browsers back
// to the second.
const (
	SignInPath = "/esia/in/"
	BackPath   = "/esia/back"
)

// SignIns remembers the ways to the provider and back.
type SignIns interface {
	// Look tells whether a link can be used; Begin lets a browser go by it, with a state.
	Look(ctx context.Context, link housing.TokenHash, now time.Time) error
	Begin(ctx context.Context, link, state housing.TokenHash, now time.Time) error
	// Take takes a state, once; Found keeps who came back until the person finishes in the chat.
	Take(ctx context.Context, state housing.TokenHash, now time.Time) (housing.SignIn, error)
	Found(
		ctx context.Context, id housing.SignInID, who housing.Identity, finish housing.TokenHash,
		now time.Time,
	) error
}

// Provider is Госуслуги. All that a browser carries there and back follows from a secret in its cookie.
type Provider interface {
	State(secret string) string
	Origin() string
	Address(ctx context.Context, secret string) (string, error)
	Person(ctx context.Context, secret, code string) (housing.Identity, error)
}

// Door is what the pages of the sign-in need.
type Door struct {
	SignIns  SignIns
	Provider Provider
	Secure   bool // people reach us by https
	// Chat is the address that leads a user of the messenger back to the chat, with what finishes
	// the sign-in; empty: without.
	Chat   func(user int64, finish string) string
	Texts  Texter
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
}

// door serves the pages of the sign-in.
type door struct {
	Door
	pages *pages
}

// SignIn serves the pages that lead to the provider and back, [SignInPath] and [BackPath].
//
// A link may reach a stranger: whoever follows it signs in, but what finishes it is shown to that browser
// alone and works in the chat of who asked for the link alone. So nobody can be signed in for somebody else.
func SignIn(d Door) http.Handler {
	p := &pages{Options: Options{Texts: d.Texts, Now: d.Now, Log: d.Log}, face: newFace()}
	s := &door{d, p}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+SignInPath+"{token}", s.known(s.look))
	mux.HandleFunc("POST "+SignInPath+"{token}", s.known(s.leave))
	mux.HandleFunc("GET "+BackPath, s.back)
	// The form's answer leads to the provider, which may lead on to others of its own.
	p.face.policy = strings.Replace(p.face.policy,
		"form-action 'self'", "form-action 'self' https: "+d.Provider.Origin(), 1)
	return p.face.guarded(mux)
}

// known lets requests through whose token could be one.
func (s *door) known(next func(http.ResponseWriter, *http.Request, housing.TokenHash)) http.HandlerFunc {
	likely := regexp.MustCompile(written)
	return func(w http.ResponseWriter, r *http.Request) {
		token := r.PathValue("token")
		if !likely.MatchString(token) {
			s.fail(w, r, &housing.Error{Kind: housing.NotFound, Text: "signin.link_gone"})
			return
		}
		next(w, r, housing.HashToken(token))
	}
}

// look shows where a link leads. Previews of messengers come here as well, so nothing begins.
func (s *door) look(w http.ResponseWriter, r *http.Request, link housing.TokenHash) {
	if err := s.SignIns.Look(r.Context(), link, s.Now()); err != nil {
		s.fail(w, r, err)
		return
	}
	s.pages.show(w, http.StatusOK, view{
		Title: s.Texts.Label("signin.page_title"),
		Text:  []string{s.Texts.Label("signin.page_text"), s.Texts.Label("signin.page_beware")},
		Take:  &takeForm{Go: s.Texts.Label("signin.go")},
		Next:  s.Texts.Label("signin.page_next"),
	})
}

// leave sends the browser to the provider.
func (s *door) leave(w http.ResponseWriter, r *http.Request, link housing.TokenHash) {
	secret, err := housing.NewToken(s.Random)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.SignIns.Look(r.Context(), link, s.Now()); err != nil {
		s.fail(w, r, err)
		return
	}
	address, err := s.Provider.Address(r.Context(), secret)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	state := housing.HashToken(s.Provider.State(secret))
	if err := s.SignIns.Begin(r.Context(), link, state, s.Now()); err != nil {
		s.fail(w, r, err)
		return
	}
	http.SetCookie(w, s.cookie(secret, int(housing.SignInLife.Seconds())))
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// cookie keeps the secret in the browser; a negative age drops it. The provider leads back from another site,
// so it is not strict.
func (s *door) cookie(secret string, age int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // G124: it is secure where people come by https, and lax by need
		Name: "signin", Value: secret, Path: BackPath, MaxAge: age,
		Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// back receives a browser from the provider.
func (s *door) back(w http.ResponseWriter, r *http.Request) {
	secret, err := s.secret(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.SetCookie(w, s.cookie("", -1))
	a, err := s.arrive(r, secret)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.pages.show(w, http.StatusOK, view{
		Title: s.Texts.Label("signin.back_title"),
		Text: []string{
			s.Texts.Label("signin.back_who", "Name", a.who.Polite()), s.Texts.Label("signin.back_text"),
			s.Texts.Label("signin.back_beware"),
		},
		Link: &chatLink{s.Chat(a.user, a.finish), s.Texts.Label("signin.back_go")},
		Next: s.Texts.Label("signin.back_next"),
	})
}

// arrival is who came back, and what finishes it in whose chat.
type arrival struct {
	who    housing.Identity
	user   int64
	finish string
}

// arrive takes the state of a browser and asks who came. Whatever comes of it, the state is used up.
func (s *door) arrive(r *http.Request, secret string) (a arrival, err error) {
	ctx, query := r.Context(), r.URL.Query()
	way, err := s.SignIns.Take(ctx, housing.HashToken(query.Get("state")), s.Now())
	if err != nil {
		return a, err
	}
	switch code := query.Get("code"); {
	case query.Get("error") == "access_denied":
		return a, refused("signin.cancelled")
	case query.Get("error") != "" || code == "":
		s.Log.WarnContext(ctx, "provider lets nobody in", slog.String("why", brief(query.Get("error"))))
		return a, refused("signin.refused")
	default:
		a.who, err = s.Provider.Person(ctx, secret, code)
	}
	if err != nil {
		return a, err
	}
	if a.finish, err = housing.NewToken(s.Random); err != nil {
		return a, err
	}
	a.user = way.User
	return a, s.SignIns.Found(ctx, way.ID, a.who, housing.HashToken(a.finish), s.Now())
}

// brief is a word of somebody else as a log may hold it.
func brief(s string) string {
	const most = 60
	return s[:min(most, len(s))]
}

// secret returns the secret of the browser that a state belongs to. A state without it was begun by another
// browser, or by nobody.
func (s *door) secret(r *http.Request) (string, error) {
	state := r.URL.Query().Get("state")
	cookie, err := r.Cookie("signin")
	if err != nil || state == "" ||
		subtle.ConstantTimeCompare([]byte(s.Provider.State(cookie.Value)), []byte(state)) != 1 {
		return "", &housing.Error{Kind: housing.NotFound, Text: "signin.state_gone"}
	}
	return cookie.Value, nil
}

// fail says why nobody was signed in, with the way back to the chat where it is known.
func (s *door) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.pages.failBy(w, r, err, func(v *view) {
		if known, ok := errors.AsType[*housing.Error](err); ok && known.Text == "signin.unconfirmed" {
			v.Title = s.Texts.Label("signin.unconfirmed_title")
			v.Lines = []string{
				s.Texts.Label("signin.confirm_bank"), s.Texts.Label("signin.confirm_office"),
				s.Texts.Label("signin.confirm_post"),
			}
		}
		v.Link = &chatLink{s.Chat(0, ""), s.Texts.Label("signin.chat")}
	})
}
