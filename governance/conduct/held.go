package conduct

import (
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
)

// ServiceKeys lists the elections whose key of the service's is kept here, sorted.
func ServiceKeys(v store.Side) (list []election.ID, err error) {
	rows, err := v.Query(`SELECT election FROM service_keys ORDER BY election`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id election.ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, rows.Err()
}
