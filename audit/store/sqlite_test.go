package store_test

import (
	"path/filepath"
	"testing"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/store/storetest"
)

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Open {
		path := filepath.Join(t.TempDir(), "a folder?#%41 é", "guildhall.db")
		return func() (store.Log, error) {
			return store.OpenSQLite(path, storetest.SideTable)
		}
	})
}
