package dialogs

import (
	"context"
	"encoding/json"
	"fmt"
)

// info implements [Stepper].
func (s Step[D, V]) info() StepInfo {
	return StepInfo{ID: s.ID, Doc: s.Doc, Next: s.Next, Calls: s.Calls, Bare: s.Bare, Files: s.Files}
}

func (s Step[D, V]) runner() runner { return s }

func (s Step[D, V]) enter(ctx context.Context, r raw) (shown, error) {
	scene, view, err := s.load(ctx, r)
	if err != nil {
		return shown{}, err
	}
	if s.Skip != nil {
		if move, ok := s.Skip(scene, view); ok {
			m, err := pack(move)
			return shown{skip: &m}, err
		}
	}
	return shown{screen: s.Show(scene, view)}, nil
}

func (s Step[D, V]) answer(ctx context.Context, r raw, in Input) (step, error) {
	scene, view, err := s.load(ctx, r)
	if err != nil {
		return step{}, err
	}
	is, begun := s.named(scene, view, in)
	move := s.Decide(scene, view, is)
	if move.Unknown && begun != nil {
		if m := s.Decide(scene, view, Input{Act: *begun}); m.Intent.Do == "" {
			move = m
		}
	}
	return pack(move)
}

// named turns the words of a button, typed, into its press: not everybody sees that
// buttons are to be pressed. Of a button whose words are only begun begun is the
// press: it counts where the step has no use for the text and nothing is carried
// out by it, for «да» may be meant for another message.
func (s Step[D, V]) named(scene Scene[D], view V, in Input) (is Input, begun *Act) {
	if in.Text == "" || in.Pressed() {
		return in, nil
	}
	if s.Skip != nil {
		if _, unseen := s.Skip(scene, view); unseen {
			return in, nil
		}
	}
	screen := s.Show(scene, view)
	if act, ok := screen.saying(in.Text); ok {
		return Input{Act: act}, nil
	}
	if act, ok := screen.beginning(in.Text); ok {
		begun = &act
	}
	return in, begun
}

func (s Step[D, V]) commit(ctx context.Context, r raw, intent Act) (step, error) {
	scene, err := unpack[D](r)
	if err != nil {
		return step{}, err
	}
	if s.Commit == nil {
		return step{}, fmt.Errorf("step %s has no commit for %q", s.ID, intent.Do)
	}
	move, err := s.Commit(ctx, scene, intent)
	if err != nil {
		return step{}, err
	}
	return pack(move)
}

func (s Step[D, V]) resume(r raw, result json.RawMessage) (step, error) {
	scene, err := unpack[D](r)
	if err != nil {
		return step{}, err
	}
	if s.Resume == nil {
		return pack(Stay(scene.Draft))
	}
	return pack(s.Resume(scene, result))
}

func (s Step[D, V]) load(ctx context.Context, r raw) (Scene[D], V, error) {
	var view V
	scene, err := unpack[D](r)
	if err != nil || s.Load == nil {
		return scene, view, err
	}
	view, err = s.Load(ctx, scene)
	return scene, view, err
}

func unpack[D any](r raw) (Scene[D], error) {
	s := Scene[D]{Person: r.Person, Now: r.Now, Tries: r.Tries, Once: r.Once}
	if err := json.Unmarshal(r.Draft, &s.Draft); err != nil {
		return s, fmt.Errorf("read draft: %w", err)
	}
	return s, nil
}

func pack[D any](m Move[D]) (step, error) {
	draft, err := json.Marshal(m.Draft)
	if err != nil {
		return step{}, fmt.Errorf("write draft: %w", err)
	}
	return step{
		Draft: draft, To: m.To, Back: m.Back, Notice: m.Notice, Asides: m.Asides,
		Refused: m.Refused, Unknown: m.Unknown, Intent: m.Intent, Call: m.Call,
		Done: m.Done, Result: m.Result, Final: m.Final, Goto: m.Goto, Parted: m.Parted,
	}, nil
}
