# The Windows twin of ./loam: finds a JDK, builds Loam when its sources have changed, and starts it.
# The same variables: LOAM_JAVA_HOME, LOAM_JAVA_OPTS, LOAM_CACHE, LOAM_OFFLINE, LOAM_JDK_DIRS (separated by semicolons), LOAM_JDK_URL.

$ErrorActionPreference = 'Stop'
$oldest = 25
$root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$target = Join-Path $root 'app\target'
$stamp = Join-Path $target 'loam.stamp'
$typed = if ($env:LOAM_TYPED) { $env:LOAM_TYPED } else { 'loam' }
$cache = if ($env:LOAM_CACHE) { $env:LOAM_CACHE } else { Join-Path $env:LOCALAPPDATA 'loam' }
$env:LOAM_CACHE = $cache

function Say([string] $text) { [Console]::Error.WriteLine($text) }
function Stop-Loam([string] $text) { Say $text; exit 1 }

# --offline may stand anywhere before a "--".
$offline = [bool] $env:LOAM_OFFLINE -and $env:LOAM_OFFLINE -ne '0'
$words = @()
$literal = $false
foreach ($word in $args) {
    if ($word -eq '--') { $literal = $true }
    if ($word -eq '--offline' -and -not $literal) { $offline = $true } else { $words += $word }
}

# ---- which JDK ---------------------------------------------------------------------------------------------------

$script:jdk = $null
$passedOver = New-Object System.Collections.ArrayList
$seen = @{}

# Takes the JDK in $folder if nothing was taken yet and it will do, or notes why it was passed over.
function Find-In([string] $folder, [string] $where) {
    if ($script:jdk -or -not $folder -or $seen[$folder] -or -not (Test-Path -LiteralPath (Join-Path $folder 'bin\java.exe'))) { return }
    $seen[$folder] = $true
    $release = Join-Path $folder 'release'
    $version = '0'
    if ((Test-Path -LiteralPath $release) -and ((Get-Content -Raw -LiteralPath $release) -match 'JAVA_VERSION="([^"]+)"')) { $version = $Matches[1] }
    $major = [int] (($version -replace '^1\.', '') -replace '\D.*$', '')
    if ($major -lt $oldest) { [void] $passedOver.Add("Java $version from $where ($folder)") }
    elseif (-not (Test-Path -LiteralPath (Join-Path $folder 'bin\javac.exe'))) { [void] $passedOver.Add("Java $version without javac from $where ($folder)") }
    else { $script:jdk = @{ Home = $folder; Version = $version; From = $where } }
}

function Find-Each([string] $parent) {
    if ($script:jdk -or -not $parent -or -not (Test-Path -LiteralPath $parent)) { return }
    Get-ChildItem -LiteralPath $parent -Directory | ForEach-Object { Find-In $_.FullName $parent }
}

function Find-Jdk {
    Find-In $env:LOAM_JAVA_HOME 'LOAM_JAVA_HOME'
    if ($env:LOAM_JAVA_HOME -and -not $script:jdk) { Say "LOAM_JAVA_HOME is not used: $env:LOAM_JAVA_HOME is no JDK $oldest or newer." }
    Find-In $env:JAVA_HOME 'JAVA_HOME'
    foreach ($folder in $env:Path -split ';') {
        if ($folder.TrimEnd('\') -match '\\bin$') { Find-In (Split-Path -Parent $folder.TrimEnd('\')) 'PATH' }
    }
    if (Test-Path env:LOAM_JDK_DIRS) { $parents = $env:LOAM_JDK_DIRS -split ';' }
    else {
        $parents = 'Java', 'Eclipse Adoptium', 'Microsoft', 'Zulu', 'Amazon Corretto', 'BellSoft' | ForEach-Object { Join-Path $env:ProgramFiles $_ }
        $parents += Join-Path $env:USERPROFILE '.jdks'
        $parents += Join-Path $env:USERPROFILE 'scoop\apps'
    }
    foreach ($parent in $parents) { Find-Each $parent }
    Find-Each (Join-Path $cache 'jdk')
}

# Ends with what was looked for, why nothing was fetched, and what to do.
function Stop-WithoutJdk([string] $reason) {
    $passed = if ($passedOver.Count) { ' (passed over: ' + ($passedOver -join '; ') + ')' } else { '' }
    Say "Loam needs JDK $oldest or newer, and none was found$passed."
    Say $reason
    Say 'On Windows, unpack this archive and say where it is:'
    Say "  $server/v3/binary/latest/$oldest/ga/windows/$arch/jdk/hotspot/normal/eclipse"
    Say "  set LOAM_JAVA_HOME=FOLDER"
    Stop-Loam "  $typed"
}

# Fetches Temurin into the cache, going on where an earlier attempt ended.
function Get-Jdk {
    if ($offline) { Stop-WithoutJdk 'With --offline none is fetched.' }
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    try {
        $answer = Invoke-RestMethod -TimeoutSec 20 "$server/v3/assets/latest/$oldest/hotspot?architecture=$arch&image_type=jdk&os=windows&vendor=eclipse"
        $package = @($answer)[0].binary.package
    } catch { $package = $null }
    if (-not $package) { Stop-WithoutJdk "Fetching one failed: $server could not be reached." }
    $jdks = Join-Path $cache 'jdk'
    [void] (New-Item -ItemType Directory -Force $jdks)
    Say ('Fetching Temurin {0}, {1:N0} MB, into {2}' -f $oldest, ($package.size / 1e6), $jdks)
    $partial = Join-Path $jdks ($package.name + '.part')
    try { Receive-File $package.link $partial $package.size }
    catch { Stop-WithoutJdk 'Fetching one failed on the way; the part that arrived is kept, and the next start goes on from it.' }
    if ((Get-FileHash -Algorithm SHA256 -LiteralPath $partial).Hash -ne $package.checksum) {
        Remove-Item -LiteralPath $partial
        Stop-Loam "The checksum of $($package.link) is wrong: it was thrown away. Start again to fetch it anew."
    }
    $archive = Join-Path $jdks $package.name
    Move-Item -Force -LiteralPath $partial $archive
    $fresh = Join-Path $jdks ".unpacking.$PID"
    Expand-Archive -LiteralPath $archive $fresh
    Get-ChildItem -LiteralPath $fresh | Where-Object { -not (Test-Path -LiteralPath (Join-Path $jdks $_.Name)) } | Move-Item -Destination $jdks
    Remove-Item -Recurse -Force -LiteralPath $archive, $fresh
    Find-Each $jdks
    if (-not $script:jdk) { Stop-Loam "What was fetched is not a JDK ${oldest}: see $jdks." }
}

function Receive-File([string] $link, [string] $file, [long] $size) {
    $have = if (Test-Path -LiteralPath $file) { (Get-Item -LiteralPath $file).Length } else { 0 }
    if ($have -eq $size) { return }
    $request = [Net.HttpWebRequest]::Create($link)
    if ($have -gt 0 -and $have -lt $size) { $request.AddRange([long] $have) }
    $response = $request.GetResponse()
    $goesOn = [int] $response.StatusCode -eq 206
    $mode = if ($goesOn) { [IO.FileMode]::Append } else { [IO.FileMode]::Create }
    $from = $response.GetResponseStream()
    $to = New-Object IO.FileStream($file, $mode)
    try {
        $buffer = New-Object byte[] 1048576
        while (($n = $from.Read($buffer, 0, $buffer.Length)) -gt 0) {
            $to.Write($buffer, 0, $n)
            Write-Progress -Activity 'Temurin' -PercentComplete ([Math]::Min(100, 100 * $to.Length / $size))
        }
    } finally { $to.Dispose(); $response.Dispose() }
    Write-Progress -Activity 'Temurin' -Completed
}

$server = if ($env:LOAM_JDK_URL) { $env:LOAM_JDK_URL } else { 'https://api.adoptium.net' }
$arch = if ($env:PROCESSOR_ARCHITECTURE -eq 'ARM64') { 'aarch64' } else { 'x64' }
Find-Jdk
if (-not $script:jdk) { Get-Jdk }

# ---- Maven -------------------------------------------------------------------------------------------------------

function Invoke-Maven([string[]] $arguments) {
    $env:JAVA_HOME = $script:jdk.Home
    $env:MAVEN_OPTS = "$env:MAVEN_OPTS --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
    if ($offline) { $arguments = @('-o') + $arguments }
    $installed = Get-Command mvn -ErrorAction SilentlyContinue
    $maven = if ($installed) { $installed.Source } else { Join-Path $root 'mvnw.cmd' }
    Push-Location -LiteralPath $root
    try { & $maven -B $arguments | Out-Host } finally { Pop-Location }
}

# Name, size and time of every file that decides what is built.
function Get-Sources {
    $modules = Get-ChildItem -LiteralPath $root -Directory | Where-Object { Test-Path -LiteralPath (Join-Path $_.FullName 'pom.xml') }
    $files = @(Get-Item -LiteralPath (Join-Path $root 'pom.xml'))
    foreach ($module in $modules) {
        $files += Get-Item -LiteralPath (Join-Path $module.FullName 'pom.xml')
        $main = Join-Path $module.FullName 'src\main'
        if (Test-Path -LiteralPath $main) { $files += Get-ChildItem -LiteralPath $main -Recurse -File }
    }
    ($files | ForEach-Object { '{0} {1} {2}' -f $_.FullName, $_.Length, $_.LastWriteTimeUtc.Ticks }) -join "`n"
}

function Test-Built([string] $sources) {
    (Test-Path -LiteralPath $stamp) -and (Test-Path -LiteralPath "$target\loam-app.jar") -and (Test-Path -LiteralPath "$target\classpath.txt") -and
        [IO.File]::ReadAllText($stamp) -eq $sources
}

function Get-Name([string] $text) {
    $hash = [Security.Cryptography.SHA256]::Create().ComputeHash([Text.Encoding]::UTF8.GetBytes($text))
    -join ($hash[0..5] | ForEach-Object { $_.ToString('x2') })
}

# Builds, one process at a time.
function Build-Loam {
    $mutex = New-Object Threading.Mutex($false, ('Local\loam-' + (Get-Name $root)))
    try { [void] $mutex.WaitOne() } catch [Threading.AbandonedMutexException] { Say 'An earlier build was broken off.' }
    try {
        $sources = Get-Sources
        if (Test-Built $sources) { return $sources }
        Say "Building Loam (JDK $($script:jdk.Version) from $($script:jdk.Home))."
        if ($passedOver.Count) { Say ('Passed over: ' + ($passedOver -join '; ') + '.') }
        if (-not $offline -and -not (Test-Path "$HOME\.m2\repository\org\bytedeco\llvm")) {
            Say 'Maven fetches what it lacks into .m2 in your home folder, once; the largest part is LLVM, a jar of 904 MB.'
        }
        Invoke-Maven @('-q', 'package', '-DskipTests')
        if ($LASTEXITCODE -ne 0) { Stop-Loam 'Loam could not be built: Maven says why above.' }
        [IO.File]::WriteAllText($stamp, $sources)
        return $sources
    } finally { $mutex.ReleaseMutex() }
}

if ($words.Count -and $words[0] -eq '--jdk') { $script:jdk.Home; exit 0 }
if ($words.Count -and $words[0] -eq 'test') {
    $more = @($words | Select-Object -Skip 1)
    $arguments = @('-ntp', '-fae', 'test')
    if ($more -contains '--all') { $arguments += '-DexcludedTags=', '-Dtest.args=-Dloam.cases=200' }
    Invoke-Maven ($arguments + @($more | Where-Object { $_ -ne '--all' -and $_ -ne '--' }))
    exit $LASTEXITCODE
}

$sources = Get-Sources
if (-not (Test-Built $sources)) { $sources = Build-Loam }

# ---- start -------------------------------------------------------------------------------------------------------

$command = if ($words.Count) { $words[0] } else { 'screen' }
$options = @('-Xshare:auto', '-Xlog:disable', '-Xlog:all=error,cds*=off,aot*=off:stderr')
if ('screen', 'doctor', 'version', 'help', 'config', 'models' -contains $command) { $options += '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC' }
else { $options += '--enable-native-access=ALL-UNNAMED' }
if ('screen', 'doctor', 'version', 'help', 'config', 'models', 'train', 'resume', 'eval', 'sample', 'bench', 'data' -contains $command) {
    [void] (New-Item -ItemType Directory -Force (Join-Path $cache 'cds'))
    $options += '-XX:+AutoCreateSharedArchive', "-XX:SharedArchiveFile=$cache\cds\$($script:jdk.Version)-$(Get-Name $sources)-$command.jsa"
}
if ($offline) { $options += '-Dloam.offline=true' }
if (-not [Console]::IsOutputRedirected) { $options += '-Dloam.terminal=true' }
$options += "-Dloam.command=$typed", "-Dloam.root=$root", "-Dloam.java.from=$($script:jdk.From)", "-Dloam.java.passed=$($passedOver -join '; ')"
if ($env:LOAM_JAVA_OPTS) { $options += $env:LOAM_JAVA_OPTS -split '\s+' }
$classpath = "$target\loam-app.jar;" + [IO.File]::ReadAllText("$target\classpath.txt").Trim()
& (Join-Path $script:jdk.Home 'bin\java.exe') $options -cp $classpath dev.loam.app.Main $words
exit $LASTEXITCODE
