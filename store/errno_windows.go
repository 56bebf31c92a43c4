package store

import "syscall"

// full are ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL and ERROR_DISK_QUOTA_EXCEEDED.
func full() []syscall.Errno { return []syscall.Errno{39, 112, 1295} }

// readOnly are ERROR_WRITE_PROTECT and ERROR_ACCESS_DENIED.
func readOnly() []syscall.Errno { return []syscall.Errno{19, syscall.ERROR_ACCESS_DENIED} }
