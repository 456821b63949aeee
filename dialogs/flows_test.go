package dialogs

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// form is the draft of the flow most tests walk: a name, a size, a confirmation.
type form struct {
	Name    string `json:"name,omitempty"`
	Size    string `json:"size,omitempty"`
	Receipt string `json:"receipt,omitempty"`
}

type (
	formScene = Scene[form]
	formMove  = Move[form]
)

// formArgs start the form with a name.
type formArgs struct {
	Name string `json:"name"`
}

func (w *town) flows() []Flow {
	return []Flow{w.home(), w.form(1), nameFlow(), soleFlow(), gateFlow(), gatedFlow(), phonesFlow()}
}

// home is where everything ends.
func (w *town) home() Flow {
	entries := []string{"form", "gated", "stray"}
	return Def[struct{}, struct{}, struct{}]{
		ID: "home", Version: 1, Title: "engine.home", First: "main",
		Steps: []Stepper[struct{}]{Step[struct{}, struct{}]{
			ID: "main", Bare: true, Calls: []string{"form", "gated"},
			Show: func(Scene[struct{}], struct{}) Screen {
				s := Screen{Text: "Дом"}
				for _, e := range entries {
					s.Rows = append(s.Rows, On(e, e))
				}
				return s
			},
			Decide: func(s Scene[struct{}], _ struct{}, in Input) Move[struct{}] {
				if slices.Contains(entries, in.Act.Do) {
					return Goto(s.Draft, Begin(in.Act.Do, nil))
				}
				return Unknown(s.Draft)
			},
		}},
	}.Flow()
}

func (w *town) form(version int) Flow {
	return Def[formArgs, form, string]{
		ID: "form", Version: version, Title: "readings.title", First: "name", Left: "readings.left",
		Open: func(a formArgs) form { return form{Name: a.Name} },
		Half: func(d form) (texts.Text, bool) { return "форма", d.Name != "" && d.Receipt == "" },
		Steps: []Stepper[form]{
			w.nameStep(), w.sizeStep(), w.checkStep(), w.doneStep(),
		},
	}.Flow()
}

func (w *town) load(context.Context, formScene) (struct{}, error) {
	w.note("load")
	if len(w.loads) == 0 {
		return struct{}{}, nil
	}
	err := w.loads[0]
	w.loads = w.loads[1:]
	return struct{}{}, err
}

func (w *town) nameStep() Step[form, struct{}] {
	return Step[form, struct{}]{
		ID: "name", Next: []string{"size"}, Calls: []string{"name", "sole", "gated"}, Load: w.load,
		Show: func(s formScene, _ struct{}) Screen {
			return Screen{
				Text: "Имя? " + texts.Escape(s.Draft.Name),
				Rows: [][]Button{Row(On("Справочник", "names"), On("Единственный", "sole"), On("Закрытое", "gated"), On("Мимо", "astray"))},
			}
		},
		Decide: func(s formScene, _ struct{}, in Input) formMove {
			switch in.Act.Do {
			case "names":
				return Call(s.Draft, Begin("name", nil))
			case "sole", "gated":
				return Call(s.Draft, Begin(in.Act.Do, nil))
			case "astray":
				return To(s.Draft, "done")
			}
			switch in.Text {
			case "плохо":
				return Refuse(s.Draft, "Так нельзя")
			case "чужое":
				return Unknown(s.Draft)
			case "улететь":
				return Goto(s.Draft, Start{Flow: "phones"})
			}
			s.Draft.Name = in.Text
			return To(s.Draft, "size")
		},
		Resume: func(s formScene, result json.RawMessage) formMove {
			if result == nil {
				m := Stay(s.Draft)
				m.Notice = "Не выбрали"
				return m
			}
			_ = json.Unmarshal(result, &s.Draft.Name) // a result of the flow «name» is a string
			return To(s.Draft, "size")
		},
	}
}

func (w *town) sizeStep() Step[form, []string] {
	return Step[form, []string]{
		ID: "size", Next: []string{"check"},
		Load: func(context.Context, formScene) ([]string, error) { return w.sizes, nil },
		Skip: func(s formScene, sizes []string) (formMove, bool) {
			if len(sizes) != 1 {
				return formMove{}, false
			}
			s.Draft.Size = sizes[0]
			return To(s.Draft, "check"), true
		},
		Show: func(s formScene, sizes []string) Screen {
			screen := Screen{Text: "Размер для " + texts.Escape(s.Draft.Name) + "?"}
			for _, size := range sizes {
				screen.Rows = append(screen.Rows, OnArg(size, "size", size))
			}
			return screen
		},
		Decide: func(s formScene, _ []string, in Input) formMove {
			if in.Act.Do != "size" {
				return Refuse(s.Draft, "Нажмите кнопку")
			}
			s.Draft.Size = in.Act.Arg
			return To(s.Draft, "check")
		},
	}
}

func (w *town) checkStep() Step[form, struct{}] {
	return Step[form, struct{}]{
		ID: "check", Next: []string{"done", "name"}, Load: w.load,
		Show: func(s formScene, _ struct{}) Screen {
			return Screen{
				Text: texts.Escape("Итог: " + s.Draft.Name + ", " + s.Draft.Size),
				Rows: [][]Button{On("Готово", "confirm"), On("Ещё раз", "more")},
			}
		},
		Decide: func(s formScene, _ struct{}, in Input) formMove {
			switch in.Act.Do {
			case "confirm":
				return Do(s.Draft, in.Act)
			case "more":
				return To(s.Draft, "name")
			}
			if in.Text == "побольше" {
				s.Draft.Size = "XL"
				return Do(s.Draft, Act{Do: "confirm"})
			}
			return Unknown(s.Draft)
		},
		Commit: func(_ context.Context, s formScene, _ Act) (formMove, error) {
			w.note("commit")
			receipt, err := w.ledger.carry(s.Once, s.Draft.Name+"/"+s.Draft.Size)
			s.Draft.Receipt = receipt
			m := To(s.Draft, "done")
			m.Final = true
			return m, err
		},
	}
}

func (w *town) doneStep() Step[form, struct{}] {
	return Step[form, struct{}]{
		ID: "done", Next: []string{"done"},
		Show: func(s formScene, _ struct{}) Screen {
			return Screen{Text: "Принято: " + texts.Escape(s.Draft.Receipt), Rows: [][]Button{
				On("Закрыть", "end"), On("Личный кабинет", "end"),
			}}
		},
		Decide: func(s formScene, _ struct{}, in Input) formMove {
			if in.Act.Do == "end" {
				return Done(s.Draft, s.Draft.Receipt)
			}
			return Unknown(s.Draft)
		},
	}
}

// nameFlow is called by the form and ends with a name.
func nameFlow() Flow {
	return Def[struct{}, struct{}, string]{
		ID: "name", Version: 1, First: "ask", Left: "account.left",
		Steps: []Stepper[struct{}]{Step[struct{}, struct{}]{
			ID: "ask", Calls: []string{"name"},
			Show: func(Scene[struct{}], struct{}) Screen {
				return Screen{Text: "Кого?", Rows: [][]Button{OnArg("Анна", "take", "Анна"), On("Глубже", "deeper")}}
			},
			Decide: func(s Scene[struct{}], _ struct{}, in Input) Move[struct{}] {
				switch in.Act.Do {
				case "take":
					m := Done(s.Draft, in.Act.Arg)
					m.Notice = "Выбрали"
					return m
				case "deeper":
					return Call(s.Draft, Begin("name", nil))
				}
				return Unknown(s.Draft)
			},
		}},
	}.Flow()
}

// soleFlow is a choice of one: it ends with a name and shows nothing.
func soleFlow() Flow {
	return Def[struct{}, struct{}, string]{
		ID: "sole", Version: 1, First: "ask", Steps: []Stepper[struct{}]{Step[struct{}, struct{}]{
			ID:   "ask",
			Skip: func(s Scene[struct{}], _ struct{}) (Move[struct{}], bool) { return Done(s.Draft, "Вера"), true },
		}},
	}.Flow()
}

// gateFlow asks for the consent.
func gateFlow() Flow {
	return Def[struct{}, struct{}, bool]{
		ID: "gate", Version: 1, First: "ask",
		Steps: []Stepper[struct{}]{Step[struct{}, struct{}]{
			ID: "ask",
			Show: func(Scene[struct{}], struct{}) Screen {
				return Screen{Text: "Согласны?", Rows: [][]Button{On("Да", "yes"), On("Нет", "no")}}
			},
			Decide: func(s Scene[struct{}], _ struct{}, in Input) Move[struct{}] {
				return Done(s.Draft, in.Act.Do == "yes")
			},
		}},
	}.Flow()
}

// gatedFlow needs the consent and ends with a name.
func gatedFlow() Flow {
	return Def[struct{}, struct{}, string]{
		ID: "gated", Version: 1, First: "inside", Gated: true,
		Steps: []Stepper[struct{}]{Step[struct{}, struct{}]{
			ID: "inside",
			Show: func(Scene[struct{}], struct{}) Screen {
				return Screen{Text: "Внутри", Rows: [][]Button{On("Взять", "take")}}
			},
			Decide: func(s Scene[struct{}], _ struct{}, _ Input) Move[struct{}] { return Done(s.Draft, "Борис") },
		}},
	}.Flow()
}

// phonesFlow is shown beside the dialog.
func phonesFlow() Flow {
	return Def[struct{}, struct{}, struct{}]{
		ID: "phones", Version: 1, First: "list",
		Steps: []Stepper[struct{}]{Step[struct{}, struct{}]{
			ID:     "list",
			Show:   func(Scene[struct{}], struct{}) Screen { return Screen{Text: "112"} },
			Decide: func(s Scene[struct{}], _ struct{}, _ Input) Move[struct{}] { return Unknown(s.Draft) },
		}},
	}.Flow()
}

// refused is an error that a person may read.
func refused() error {
	return errors.Join(errors.New("save form"), &housing.Error{Kind: housing.Refused, Text: "error.link_gone"})
}

const refusedText = "Этот человек уже отключён."
