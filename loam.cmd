@echo off
rem The Windows twin of loam. All it does is in app\launch\loam.ps1.
set "LOAM_TYPED=%~0"
powershell -NoLogo -NoProfile -ExecutionPolicy Bypass -File "%~dp0app\launch\loam.ps1" %*
exit /b %ERRORLEVEL%
