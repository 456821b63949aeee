package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"dombot/internal/texts"
)

// World is what the program takes from outside.
type World struct {
	Getenv   func(string) string
	ReadFile func(string) ([]byte, error)
	Out, Err io.Writer
	Clock    Clock // nil: the machine's
	// Limit sets how much memory the program should do with, as
	// [debug.SetMemoryLimit] does; nil: it takes what it likes.
	Limit func(bytes int64) int64
	// Texts reads what is said; nil: [texts.Load].
	Texts func() (*texts.Catalogue, error)
}

// thrift is what an import should do with: it holds less, and a million lines
// leave garbage that may wait no longer than that.
const thrift = 320 << 20

// spare lets work do with little memory, unless the environment says otherwise.
func (w World) spare(work func() error) error {
	if w.Limit == nil || w.Getenv("GOMEMLIMIT") != "" {
		return work()
	}
	before := w.Limit(thrift)
	defer w.Limit(before)
	return work()
}

// commands are the subcommands of the program.
type commands struct {
	Run      runCommand      `cmd:"" help:"Run the bot."`
	Demo     demoCommand     `cmd:"" help:"Run the bot with its own database and a messenger in the browser."`
	Simulate simulateCommand `cmd:"" help:"Play Telegram for any bot of any language, on this machine."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the schema of the database up to date."`
	Org      orgCommands     `cmd:"" help:"Organisations: add, set."`
	House    houseCommands   `cmd:"" help:"Houses: pass to another organisation."`
	Account  accountCommands `cmd:"" help:"Accounts: sold."`
	Audit    auditCommand    `cmd:"" help:"Print what was done for an organisation, by whom and when."`
	Import   importCommands  `cmd:"" help:"Load workbooks of ГИС ЖКХ: accounts, meters, charges, verdicts."`
	Export   exportCommands  `cmd:"" help:"Write workbooks in the templates of ГИС ЖКХ: readings."`
	Owner    ownerCommands   `cmd:"" help:"Owners: confirm, revoke, gaps of the register."`
	Outage   outageCommands  `cmd:"" help:"Outages: report, import, list, extend, end, cancel."`
	Mailing  mailingCommands `cmd:"" help:"The pause of reminders and news: status, pause, resume."`
	Charges  chargesCommands `cmd:"" help:"Payment documents: publish, withdraw; payees."`
	Payments payCommands     `cmd:"" help:"Payments: contracts, ways, refunds, what does not fit."`
	Invite   inviteCommands  `cmd:"" help:"Codes by which residents connect accounts; links for operators."`
	Appeals  appealsCommand  `cmd:"" help:"List what residents wrote to an organisation, or handle it."`
	Meeting  meetingCommands `cmd:"" help:"General meetings: the record of votes, papers, inspectors."`
	Forum    forumCommands   `cmd:"" help:"Forums of houses: moderators."`
	Requests requestsList    `cmd:"" help:"List what residents asked an organisation for."`
	Flows    flowsCommand    `cmd:"" help:"Draw every dialog (Mermaid)."`
	Samples  samplesCommand  `cmd:"" help:"Write the workbooks of the invented town."`
	Config   configCommand   `cmd:"" help:"Print every variable of the environment."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// version is set by the linker.
var version = "dev"

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(w World) error {
	_, err := fmt.Fprintln(w.Out, "dombot", version)
	return err
}

// exited is how help leaves the parser.
type exited struct{ code int }

// Main parses args and runs the command.
func Main(ctx context.Context, args []string, w World) (err error) {
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case exited:
			if fault.code != 0 {
				err = fmt.Errorf("exit with %d", fault.code)
			}
		default:
			panic(fault)
		}
	}()
	var c commands
	parser, err := kong.New(&c,
		kong.Name("dombot"), kong.Description("A Telegram bot for residents of apartment houses."),
		kong.Vars{"simulated_token": simulatedToken},
		kong.UsageOnError(), kong.Writers(w.Out, w.Err), kong.Exit(func(code int) { panic(exited{code}) }),
	)
	if err != nil {
		return fmt.Errorf("read commands: %w", err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return err
	}
	load := w.Texts
	if load == nil {
		load = texts.Load
	}
	catalogue, err := load()
	if err != nil {
		return err
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	return readable(chosen.Run(w, catalogue), catalogue)
}

// readable turns an error that people may read into its sentence.
func readable(err error, t *texts.Catalogue) error {
	if text, ok := sentence(err, t); ok {
		return errors.New(text)
	}
	return err
}
