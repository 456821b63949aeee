package texts

import (
	"slices"
	"strings"

	"dombot/internal/housing"
)

// RoleKey returns the key of what somebody is to an account, in small letters.
func RoleKey(r housing.Role, invited bool) string {
	switch {
	case r == housing.Tenant && invited:
		return "family.role_tenant"
	case r == housing.Tenant:
		return "family.role_renter"
	case r == housing.Family:
		return "family.role_family"
	case r == housing.SocialTenant:
		return "family.role_social"
	case r == housing.Guest:
		return "family.role_guest"
	}
	return "family.role_owner"
}

// Rights lists rights in words: «передавать показания, платить за текущий месяц».
func Rights(rights []housing.Right, label func(key string, args ...any) string) string {
	var words []string
	for _, r := range rights {
		switch r {
		case housing.MaySee:
			words = append(words, label("family.may_see"))
		case housing.MayRead:
			words = append(words, label("family.may_read"))
		case housing.MayPay:
			key := "family.may_pay_month"
			if slices.Contains(rights, housing.MaySee) {
				key = "family.may_pay"
			}
			words = append(words, label(key))
		case housing.MayVote:
			words = append(words, label("family.may_vote"))
		case housing.MayShare, housing.MayInvite:
		}
	}
	return strings.Join(words, ", ")
}
