package main

import (
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"dombot/dialogs/script"
	"dombot/internal/gis/sample"
	"dombot/internal/simulator/browser"
)

// hired is what came before: an operator is invited, a resident has an account.
const hired = `
run invite operator --org 5499001269 --name 'Ольга Дорохова'
take words '(op_\S+)'
ольга says /start $words
ольга presses 'Да, продолжить'
ольга says меню
анна says /start
анна presses 'Даю согласие'
анна says счёт
анна presses 'Подключить лицевой счёт'
анна presses 'Адрес дома'
анна says ленина 12
анна presses 'Светлоречье, Ленина, 12'
анна says 54СВ203045
анна says 18 345672
анна presses 'Подключить'
анна presses 'Дом'
`

// TestAMonthIsLoadedAndPublishedInTheBrowser lets an operator load a month on the page of a one-time link, on
// a phone, and publish it in the chat; a resident sees it.
func TestAMonthIsLoadedAndPublishedInTheBrowser(t *testing.T) {
	t.Parallel()
	october, err := filepath.Abs(filepath.Join(samples, sample.OctoberFile))
	if err != nil {
		t.Fatal(err)
	}
	stage := newTelegramStage(t)
	if err := script.Play(t.Context(), []byte(hired), stage); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(stage.sim.Page())
	t.Cleanup(server.Close)
	v := visitor{browser.New(t), t, "operator", mouse}

	v.Open(server.URL + "/")
	v.person("ольга")
	v.key("Документы организации")
	v.key("Загрузить документы")
	v.reads("Что загружаем?")
	v.key("Начисления")
	v.reads("Ссылка действует 15 минут")
	v.See("article.bot .key.url", "Открыть страницу")
	address := browser.Eval[string](v.Tab, `[...document.querySelectorAll("article.bot a.key.url")].at(-1).href`)

	page := visitor{v.Tab, t, "upload", mouse}
	page.Phone()
	page.Open(address)
	page.See("h1", "Загрузить: Начисления")
	page.look("1-form")
	if wide := browser.Eval[bool](page.Tab, `[...document.querySelectorAll("main *")]
		.some((e) => e.getBoundingClientRect().right > innerWidth - 16)`); wide {
		t.Error("the page is wider than a phone")
	}
	page.choose(october)
	page.Click("button")
	page.Do("wait for the report", chromedp.WaitVisible(chromedp.CSS("main ul"))) // the page is another one
	page.See("h1", "Загружено: Начисления")
	page.See("li", "Строк прочитано: 306")
	page.Dark()
	page.look("2-loaded")
	page.Open(address)
	page.See("main", "Ссылкой уже воспользовались")

	v.Light()
	v.Desktop()
	v.Open(server.URL + "/")
	v.person("ольга")
	v.say("оператор")
	v.reads("Загружено и ещё не опубликовано: октябрь 2026")
	v.key("Начисления: опубликовать")
	v.reads("черновик, жители его не видят")
	v.look("3-report")
	v.key("Опубликовать")
	v.reads("306 документов?")
	v.key("Опубликовать")
	v.reads("Опубликовано: октябрь 2026")

	v.person("анна")
	v.say("начисления")
	v.reads("020,45")
}

// person turns to somebody's chat.
func (v visitor) person(name string) {
	v.t.Helper()
	v.See("#people a.person", name)
	browser.Eval[bool](v.Tab, `[...document.querySelectorAll("#people a.person")]
		.some((e) => e.innerText.includes("`+name+`") && (e.click(), true))`)
	v.Wait(`document.querySelector("#people a.person[aria-current]")?.innerText.includes("` + name + `")`)
}

// choose puts a file into the form.
func (v visitor) choose(path string) {
	v.t.Helper()
	v.Do("choose "+path, chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{path}))
}
