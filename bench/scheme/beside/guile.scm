; What Guile needs before a program of this folder.
(use-modules (srfi srfi-9) (srfi srfi-69))
