package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

type shopRow struct {
	ID       int64  `db:"id"`
	Org      int64  `db:"organisation_id"`
	Provider string `db:"provider"`
	BIK      string `db:"bik"`
	Account  string `db:"account"`
	Number   string `db:"number"`
	Key      []byte `db:"key"`
	Mail     string `db:"receipt_mail"`
	Link     string `db:"receipt_link"`
}

func (r shopRow) shop() housing.Shop {
	return housing.Shop{
		ID: r.ID, Organisation: housing.OrganisationID(r.Org), Provider: r.Provider,
		BIK: r.BIK, Account: r.Account, Number: r.Number, Key: r.Key,
		ReceiptMail: r.Mail, ReceiptLink: housing.ReceiptLink(r.Link),
	}
}

const selectShops = `
	SELECT id, organisation_id, provider, bik, account, number, key, receipt_mail, receipt_link
	FROM shops
	WHERE organisation_id = $1
	ORDER BY id`

const selectAllShops = `
	SELECT id, organisation_id, provider, bik, account, number, key, receipt_mail, receipt_link
	FROM shops
	ORDER BY id`

const selectShop = `
	SELECT id, organisation_id, provider, bik, account, number, key, receipt_mail, receipt_link
	FROM shops
	WHERE id = $1`

// Shop returns a contract.
func (s *Payments) Shop(ctx context.Context, id int64) (housing.Shop, error) {
	var row shopRow
	if err := get(ctx, s.DB.pool, &row, selectShop, id); err != nil {
		return housing.Shop{}, fmt.Errorf("find shop %d: %w", id, err)
	}
	return row.shop(), nil
}

// Shops returns every contract.
func (s *Payments) Shops(ctx context.Context) ([]housing.Shop, error) {
	var rows []shopRow
	if err := list(ctx, s.DB.pool, &rows, selectAllShops); err != nil {
		return nil, fmt.Errorf("list shops: %w", err)
	}
	return each(rows, shopRow.shop), nil
}

const upsertShop = `
	INSERT INTO shops (organisation_id, provider, bik, account, number, key, changed_at,
		receipt_mail, receipt_link)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (organisation_id, provider, bik, account) DO UPDATE
	SET number = excluded.number, key = excluded.key, changed_at = excluded.changed_at,
		receipt_mail = excluded.receipt_mail, receipt_link = excluded.receipt_link
	RETURNING id`

// SetShop stores a contract; its key is sealed. It returns the contract's number
// with us, which its call-back address has.
func (s *Payments) SetShop(ctx context.Context, shop housing.Shop, now time.Time) (int64, error) {
	var id int64
	err := get(
		ctx,
		s.DB.pool,
		&id,
		upsertShop,
		int64(shop.Organisation),
		shop.Provider,
		shop.BIK,
		shop.Account,
		shop.Number,
		shop.Key,
		now,
		shop.ReceiptMail,
		string(shop.ReceiptLink),
	)
	if err != nil {
		return 0, fmt.Errorf("set shop: %w", err)
	}
	return id, nil
}

const upsertPayRule = `
	INSERT INTO pay_rules (organisation_id, way, provider, percent, min_fee, max_fee, min_sum, max_sum,
		changed_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (organisation_id, way) DO UPDATE
	SET provider = excluded.provider, percent = excluded.percent, min_fee = excluded.min_fee,
		max_fee = excluded.max_fee, min_sum = excluded.min_sum, max_sum = excluded.max_sum,
		changed_at = excluded.changed_at`

// SetPayRule sets the terms of a way to pay.
func (s *Payments) SetPayRule(
	ctx context.Context, org housing.OrganisationID, r housing.PayRule, now time.Time,
) error {
	_, err := run(ctx, s.DB.pool, upsertPayRule, int64(org), string(r.Way), r.Provider, r.Percent,
		r.MinFee, r.MaxFee, r.Min, r.Max, now)
	if err != nil {
		return fmt.Errorf("set way to pay: %w", err)
	}
	return nil
}

const deletePayRule = `DELETE FROM pay_rules WHERE organisation_id = $1 AND way = $2`

// DropPayRule takes a way to pay away; what is open goes on.
func (s *Payments) DropPayRule(ctx context.Context, org housing.OrganisationID, way housing.PayWay) error {
	if _, err := run(ctx, s.DB.pool, deletePayRule, int64(org), string(way)); err != nil {
		return fmt.Errorf("drop way to pay: %w", err)
	}
	return nil
}

const upsertPayOrder = `
	INSERT INTO pay_orders (organisation_id, valid_from, pay_order)
	VALUES ($1, $2, $3)
	ON CONFLICT (organisation_id, valid_from) DO UPDATE SET pay_order = excluded.pay_order`

// SetPayOrder says what unnamed money pays first from a day on.
func (s *Payments) SetPayOrder(
	ctx context.Context, org housing.OrganisationID, from housing.Date, order housing.PayOrder,
) error {
	if _, err := run(ctx, s.DB.pool, upsertPayOrder, int64(org), dateArg(from), string(order)); err != nil {
		return fmt.Errorf("set order of payments: %w", err)
	}
	return nil
}
