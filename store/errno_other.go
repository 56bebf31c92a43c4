//go:build !windows

package store

import "syscall"

// full are the system's words for no room: no space, quota, file size limit.
func full() []syscall.Errno { return []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} }

// readOnly are the system's words for may not, beside fs.ErrPermission.
func readOnly() []syscall.Errno { return []syscall.Errno{syscall.EROFS, syscall.EACCES, syscall.EPERM} }
