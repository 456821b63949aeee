package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"dombot/dialogs/registration"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// flatsAHouse is how many residents share a house of the measured town.
const flatsAHouse = 20

// flat is where resident i lives, counted from 0.
type flat int

func (f flat) account() string { return strconv.Itoa(5_000_000 + int(f)) }
func (f flat) house() string {
	return fmt.Sprintf("Новосибирская обл, г. Светлоречье, ул. Мерная, д. %d", int(f)/flatsAHouse+1)
}
func (f flat) number() string      { return strconv.Itoa(int(f)%flatsAHouse + 1) }
func (f flat) serial(n int) string { return fmt.Sprintf("%02d-%06d", 18+n, int(f)) }
func (f flat) record() int         { return int(f) + 1 }
func (f flat) identifier() string  { return fmt.Sprintf("54АВ%06d-01", int(f)) }

// writeTown writes the workbooks of flats accounts with three meters each.
func writeTown(dir string, flats int) (accounts, meters string, err error) {
	accounts, meters = filepath.Join(dir, "accounts.xlsx"), filepath.Join(dir, "meters.xlsx")
	main := append(make([][]any, 0, 1+flats), []any{
		"№ записи", "Номер ЛС (Иной идентификатор потребителя)", "Идентификатор ЖКУ", "Тип лицевого счета",
		"Фамилия", "Имя", "Отчество", "Общая площадь", "Количество проживающих",
	})
	places := append(make([][]any, 0, 1+flats), []any{
		"№ записи лицевого счета", "Адрес", "Тип помещения/блок", "Номер помещения",
	})
	devices := [][]any{{
		"№ записи", "Заводской (серийный) номер ПУ", "Вид ПУ", "Адрес дома", "Номер помещения",
		"Номер лицевого счета / ЕЛС / Идентификатор ЖКУ", "Место установки текущего ПУ",
		"Вид коммунального ресурса", "Вид ПУ по количеству тарифов", "Единица измерения",
		"Последнее полученное показание Т1", "Последнее полученное показание Т2",
	}}
	for i := range flats {
		f := flat(i)
		main = append(main, []any{
			f.record(), f.account(), f.identifier(), "ЛС УО", "Измеров", "Мера", "Мерович", 54.3, 2,
		})
		places = append(places, []any{f.record(), f.house(), "Жилое помещение", f.number()})
		device := func(n int, place, resource, tariffs, unit string, last ...any) {
			devices = append(devices, append([]any{
				int(f)*3 + n + 1, f.serial(n), "Индивидуальный", f.house(), f.number(), f.account(), place,
				resource, tariffs, unit,
			}, last...))
		}
		device(0, "кухня", "Холодная вода", "Однотарифный", "м³", 100)
		device(1, "кухня", "Горячая вода", "Однотарифный", "м³", 60)
		device(2, "площадка", "Электрическая энергия", "Двухтарифный", "кВт·ч", 3500, 1230)
	}
	return accounts, meters, errors.Join(
		writeBook(accounts, 2, table{"Основные сведения", main}, table{"Помещения", places}),
		writeBook(meters, 1, table{"Сведения о ПУ", devices}))
}

// table is a sheet: its title and its rows, the headers first.
type table struct {
	name string
	rows [][]any
}

// writeBook writes sheets whose headers stand in the given row.
func writeBook(path string, header int, sheets ...table) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	for _, s := range sheets {
		if _, err := f.NewSheet(s.name); err != nil {
			return fmt.Errorf("make workbook: %w", err)
		}
		for i, row := range s.rows {
			if err := f.SetSheetRow(s.name, fmt.Sprintf("A%d", i+header), &row); err != nil {
				return fmt.Errorf("make workbook: %w", err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		return fmt.Errorf("make workbook: %w", err)
	}
	if err := f.SaveAs(path); err != nil {
		return fmt.Errorf("save workbook: %w", err)
	}
	return nil
}

// connect gives every resident their account, as the dialog of connecting would.
func connect(ctx context.Context, dsn string, bot int64, residents []*resident) error {
	db, err := postgres.Open(ctx, dsn, postgres.Options{Conns: 4, Now: time.Now})
	if err != nil {
		return fmt.Errorf("connect residents: %w", err)
	}
	orgs := &postgres.Organisations{DB: db}
	org, err := orgs.ByINN(ctx, sample.INN)
	for i, r := range residents {
		if err == nil {
			err = moveIn(ctx, db, org.ID, flat(i), dialogKey{bot, r.ID})
		}
	}
	return errors.Join(err, db.Close())
}

// once names a confirmation of the resident.
func (f flat) once(deed string) housing.Once {
	return housing.Once("bench/" + deed + "/" + f.account())
}

// dialogKey says who talks to whom.
type dialogKey struct{ bot, user int64 }

func moveIn(
	ctx context.Context, db *postgres.DB, org housing.OrganisationID, f flat, k dialogKey,
) error {
	people, accounts := &postgres.People{DB: db}, &postgres.Accounts{DB: db}
	orgs, now := &postgres.Organisations{DB: db}, time.Now()
	house, err := orgs.HouseByText(ctx, org, housing.ParseQuery(f.house()))
	if err != nil {
		return fmt.Errorf("find %s: %w", f.house(), err)
	}
	person, err := people.Enter(ctx, k.bot, k.user, k.user, now)
	if err != nil {
		return err
	}
	if err := people.GiveConsent(ctx, f.once("consent"), person, registration.Version, now); err != nil {
		return err
	}
	number, _ := housing.ParseNumber(f.account())
	proof, err := accounts.Claim(ctx, f.once("claim"), housing.Claim{
		Person: person, House: house.ID, Number: number, Secret: housing.FoldSecret(f.serial(0)),
	}, now)
	switch {
	case err != nil:
		return err
	case !proof.OK:
		return fmt.Errorf("prove account %s: refused", f.account())
	}
	_, err = accounts.Connect(ctx, f.once("connect"),
		housing.Connecting{Person: person, Account: proof.Account, Role: housing.Owner}, now)
	return err
}
